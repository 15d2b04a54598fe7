"""Exact numbers at the door: what is read as a rational, and the one-line refusal of everything else.

It must not know what the numbers are for: neither problems nor schedules.
"""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm

MAX_DIGITS = 4000
"""Most decimal digits a numerator or a denominator read from text may have (Python itself prints 4300)."""

_SHOWN_CHARACTERS = 60
_RATIO = re.compile(r"([+-]?[0-9]+)/([0-9]+)")
_DECIMAL = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,6}))?")
_ALLOWED = 'must be an exact rational: an integer, a Fraction, or text such as "3", "-3/2", "0.25", "1e-9"'


def shown(value: object) -> str:
    """Render a value for a one-line message, however large it is.

    Formula: a rational of more than 60 characters becomes its leading digits and a power of ten.

    Args:
        value: Anything; rationals are written as ``p/q``, text in quotation marks.

    Returns:
        One line of at most about 80 characters.

    Source: derived here, since Python refuses to print integers beyond 4300 digits.

    >>> shown(Fraction(3, 2)), shown("two"), shown(Fraction(1, 3 * 10**99))
    ('3/2', "'two'", 'about 3.333e-100')
    """
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return _shown_rational(Fraction(value))
    if isinstance(value, (tuple, list)):
        head = ", ".join(shown(item) for item in value[:6])
        return f"({head}{', ...' if len(value) > 6 else ''})"
    text = repr(value)
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."


def _shown_rational(value: Fraction) -> str:
    p, q = value.numerator, value.denominator
    if p.bit_length() + q.bit_length() < 190:  # at most 60 digits together
        return str(value)
    # 2^10 > 10^3: the quotient below has at least a dozen digits, so four of them are certain.
    shift = 12 - (p.bit_length() - q.bit_length()) * 30103 // 100000
    scaled = abs(p) * 10**shift // q if shift >= 0 else abs(p) // (q * 10**-shift)
    digits = str(scaled)
    sign = "-" if p < 0 else ""
    return f"about {sign}{digits[0]}.{digits[1:4]}e{len(digits) - 1 - shift:+d}"


class InvalidArgument(ValueError):  # noqa: N818 - it says what is wrong, as ValueError does
    """An argument outside its domain, told in one line: the name, the value, what is allowed.

    Formula: ``str`` is ``"<name> = <value>: <allowed>"``.

    Args:
        name: The argument's name as the caller wrote it.
        value: The refused value.
        allowed: What is allowed, beginning with a verb: "must be ...".

    Source: derived here, so that a command line can print the message as it is.

    >>> print(InvalidArgument("n", 0, "must be at least 1"))
    n = 0: must be at least 1
    """

    def __init__(self, name: str, value: object, allowed: str) -> None:
        """Keep the three parts; they stay the exception's ``args``, so that it can be pickled."""
        super().__init__(name, value, allowed)
        self.name = name
        self.value = value
        self.allowed = allowed

    def __str__(self) -> str:
        """Return the one line."""
        return f"{self.name} = {shown(self.value)}: {self.allowed}"


def rational(value: object, name: str) -> Fraction:
    """Read an exact rational number.

    Formula: the value itself; decimals are read in base ten, so "0.1" is 1/10.

    Args:
        value: An int, a Fraction, or text such as "3", "-3/2", "0.25", "1e-9".
        name: The argument's name, for the message.

    Returns:
        The Fraction equal to the value.

    Raises:
        InvalidArgument: for floats, bools, nan, infinities, zero denominators, malformed text, and text that
            stands for more than 4000 digits (so that "1e999999999" is refused at once).

    Source: derived here; a float is refused because 0.1 is not 1/10.

    >>> rational("0.25", "eta"), rational("-3/2", "eta"), rational("1e-3", "eta")
    (Fraction(1, 4), Fraction(-3, 2), Fraction(1, 1000))
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str):
        if len(value) > 2 * MAX_DIGITS:
            raise InvalidArgument(name, value, f"must have at most {MAX_DIGITS} digits")
        return _read(value.strip(" "), value, name)
    raise InvalidArgument(name, value, _ALLOWED)


def _read(text: str, value: str, name: str) -> Fraction:
    if ratio := _RATIO.fullmatch(text):
        if max(len(part) for part in ratio.groups()) > MAX_DIGITS:
            raise InvalidArgument(name, value, f"must have at most {MAX_DIGITS} digits")
        if not ratio[2].strip("0"):
            raise InvalidArgument(name, value, "must have a denominator other than zero")
        return Fraction(int(ratio[1]), int(ratio[2]))
    decimal = _DECIMAL.fullmatch(text)
    if decimal is None:
        huge = re.fullmatch(r"[+-]?[0-9.]+[eE][+-]?[0-9]{7,}", text)
        raise InvalidArgument(name, value, f"must have at most {MAX_DIGITS} digits" if huge else _ALLOWED)
    sign, whole, digits, exponent = decimal[1], decimal[2], decimal[3] or "", int(decimal[4] or 0)
    if not whole + digits:
        raise InvalidArgument(name, value, _ALLOWED)
    # The exponent is judged before any power is taken: 10**999999 would be work for nothing.
    if len(whole) + len(digits) + abs(exponent) > MAX_DIGITS:
        raise InvalidArgument(name, value, f"must have at most {MAX_DIGITS} digits")
    numerator, power = int(f"{sign}{whole}{digits}"), exponent - len(digits)
    return Fraction(numerator * 10**power) if power >= 0 else Fraction(numerator, 10**-power)


def rationals(values: object, name: str, d: int | None = None) -> tuple[Fraction, ...]:
    """Read a vector of exact rational numbers.

    Formula: ``rational`` of each component.

    Args:
        values: An iterable of d >= 1 readable values, other than text.
        name: The argument's name, for the message.
        d: How many there must be; None means any number.

    Returns:
        A tuple of d Fractions.

    Raises:
        InvalidArgument: if it is no such iterable, has the wrong length, or a component cannot be read.

    Source: derived here.

    >>> rationals([1, "1/2"], "beta_star")
    (Fraction(1, 1), Fraction(1, 2))
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidArgument(name, values, "must be a sequence of exact rationals")
    read = tuple(values)
    if set(map(type, read)) != {Fraction}:
        read = tuple(rational(value, f"{name}[{i}]") for i, value in enumerate(read))
    if not read:
        raise InvalidArgument(name, (), "must have at least one component")
    if d is not None and len(read) != d:
        raise InvalidArgument(name, read, f"must have {d} component{'s' * (d > 1)}")
    return read


def integers(values: object, name: str) -> tuple[int, ...]:
    """Read a vector of integers.

    Formula: the values themselves.

    Args:
        values: An iterable of ints, other than text; it may be empty.
        name: The argument's name, for the message.

    Returns:
        A tuple of ints.

    Raises:
        InvalidArgument: if it is no such iterable or a component is no int (a bool is none).

    Source: derived here.

    >>> integers([7, 5], "counts")
    (7, 5)
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidArgument(name, values, "must be a sequence of integers")
    read = tuple(values)
    for i, number in enumerate(read):
        if not isinstance(number, int) or isinstance(number, bool):
            raise InvalidArgument(f"{name}[{i}]", number, "must be an integer")
    return read


def over_one_denominator(numbers: Sequence[Fraction]) -> tuple[list[int], int]:
    """Bring rationals over one denominator: sums of integers are much faster than sums of fractions.

    Formula: number_i = N_i / D, D the least common multiple of the denominators.

    Args:
        numbers: Any rationals.

    Returns:
        The numerators N_i and D >= 1.

    Source: derived here.

    >>> over_one_denominator([Fraction(1, 2), Fraction(2, 3)])
    ([3, 4], 6)
    """
    D = lcm(*(number.denominator for number in numbers))
    return [number.numerator * (D // number.denominator) for number in numbers], D
