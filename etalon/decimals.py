"""Decimals of exact numbers: as many digits as are certain, and no more. Knows no claim, no command."""

import re
from fractions import Fraction

from flint import fmpz

_LONGEST = 44  # characters of a fraction that is shown whole
_FRACTION = re.compile(r"-?[0-9]+/[0-9]+")
_LOG10_OF_2 = 30102999566398  # in units of 10^-14, rounded down


def decimal(value: Fraction, digits: int = 40) -> str:
    """Return a rational as a decimal: whole if it ends within so many significant digits, else half up.

    Raises:
        ValueError: If `digits` is below 1.

    Example:
        >>> decimal(Fraction(3, 2)), decimal(Fraction(2, 3), 5), decimal(Fraction(1, 10**12))
        ('1.5', '0.66667', '1e-12')
    """
    if digits < 1:
        raise ValueError(f"digits = {digits}: must be >= 1")
    if value == 0:
        return "0"
    power, figures, rest = _rounded(abs(value), digits)
    written = _written(figures if rest else figures.rstrip("0"), power, digits)
    return f"-{written}" if value < 0 else written


def _rounded(value: Fraction, digits: int) -> tuple[int, str, bool]:
    """Return the power of ten of the first significant digit, the digits, and whether they were rounded.

    One division with a short quotient: Python's own `decimal` would first convert all the digits.
    """
    p, q = value.numerator, value.denominator
    bits = p.bit_length() - q.bit_length() - 1  # the value lies above 2^bits and below 2^(bits+2)
    power = bits * (_LOG10_OF_2 + (bits < 0)) // 10**14  # never too high, one too low at most
    while p >= q * 10 ** (power + 1) if power >= -1 else p * 10 ** (-power - 1) >= q:
        power += 1
    shift = digits - 1 - power
    top, bottom = (p * 10**shift, q) if shift >= 0 else (p, q * 10**-shift)
    quotient, rest = divmod(top, bottom)
    quotient += int(2 * rest >= bottom)
    if quotient == 10**digits:  # 9.99 was rounded to 10.0
        return power + 1, str(fmpz(quotient))[:-1], rest != 0
    return power, str(fmpz(quotient)), rest != 0


def _written(figures: str, power: int, digits: int) -> str:
    """Return significant figures as a number, with a power of ten only where zeros would hide them."""
    if not -6 <= power < digits:
        return f"{figures[0]}{'.' * (len(figures) > 1)}{figures[1:]}e{power:+d}"
    if power < 0:
        return f"0.{'0' * (-power - 1)}{figures}"
    whole, tail = figures[: power + 1].ljust(power + 1, "0"), figures[power + 1 :]
    return f"{whole}.{tail}" if tail else whole


def certified(lower: Fraction, upper: Fraction, most: int = 20) -> tuple[str, int]:
    """Return the decimal that every number between two rounds to, and its digits; at best `most`.

    Returns:
        The decimal and its number of significant digits; ("", 0) if not even one digit is certain.

    Example:
        >>> certified(Fraction(31415, 10000), Fraction(31416, 10000))
        ('3.142', 4)
        >>> certified(Fraction(-1), Fraction(1))
        ('', 0)
    """
    for digits in range(most, 0, -1):
        low, high = decimal(lower, digits), decimal(upper, digits)
        if Fraction(low) == Fraction(high):
            return max(low, high, key=len), digits
    return "", 0


def exact(value: Fraction) -> str:
    """Return a rational as "a/b", however long.

    Example:
        >>> exact(Fraction(3)), len(exact(Fraction(1, 10**5000)))
        ('3', 5003)
    """
    # Python refuses to write more than 4300 digits and is slow at it; flint is neither.
    numerator, denominator = (str(fmpz(part)) for part in (value.numerator, value.denominator))
    return numerator if denominator == "1" else f"{numerator}/{denominator}"


def read(text: str) -> Fraction:
    """Return the rational that `exact` wrote, however long.

    Example:
        >>> read(exact(Fraction(1, 10**5000))) == Fraction(1, 10**5000)
        True
    """
    numerator, _, denominator = text.partition("/")
    return Fraction(int(fmpz(numerator)), int(fmpz(denominator or "1")))


def shortened(text: str, longest: int = _LONGEST) -> str:
    """Return a text, its middle left out if it is long; of a fraction both parts, so that it stays one.

    Example:
        >>> shortened("1234567890", 7)
        '12...90'
        >>> shortened("1234567890/3", 9), shortened("1234567890/9876543210", 15)
        ('12...90/3', '12...90/98...10')
    """
    if len(text) <= longest:
        return text
    if _FRACTION.fullmatch(text):
        numerator, _, denominator = text.partition("/")
        half = (longest - 1) // 2
        above = max(half, longest - 1 - len(denominator))  # what a short part leaves is the other's
        short = shortened(numerator, above)
        return f"{short}/{shortened(denominator, longest - 1 - len(short))}"
    kept = (longest - 3) // 2
    return f"{text[:kept]}...{text[len(text) - kept :]}"
