"""What the counterexamples teach: the assumptions, by their names, sorted by what goes wrong without them.

An assumption of every claim belongs to exactly one lesson, whether it has a witness or not. Knows no formula.
"""

from etalon.lesson import Lesson

LESSONS = (
    Lesson(
        "what-is-false",
        "What is false",
        "Sentences that fail although every assumption they make is satisfied. Each is refuted by one "
        "exact case.",
        (),
    ),
    Lesson(
        "two-coordinates",
        "Two coordinates are special",
        "With two coordinates a single comparison decides. Another coordinate adds comparisons that may "
        "point the other way, and takes a share of the losses: a statement about a pair does not carry "
        "over.",
        ("two-coordinates", "others-at-rest", "one-coordinate"),
    ),
    Lesson(
        "which-is-heavier",
        "Which coordinate is heavier",
        "The coordinate drawn more often is named first. With equal or exchanged counts, or a heavier "
        "third coordinate, what is said of the first is not true of it.",
        ("heavier-first", "heaviest-first", "unequal-weights", "unequal-pair"),
    ),
    Lesson(
        "which-is-more-distorted",
        "Which coordinate is more distorted",
        "What the train loss hides of the test loss is the distortion kappa_i = q_i/p_i, population "
        "weight over train weight. Another population, or another sample, changes its order or its "
        "size, and with it who wins and by how much.",
        ("heavy-less-distorted", "uniform-population", "faithful", "every-likely"),
    ),
    Lesson(
        "what-was-never-drawn",
        "What was never drawn",
        "A coordinate that is in no sample has train weight 0: no step moves it and the train loss does "
        "not see it, while the test loss does. What is said of drawn coordinates fails for it, and the "
        "reverse.",
        ("every-seen", "first-seen", "only-second"),
    ),
    Lesson(
        "something-to-learn",
        "Something to learn",
        "Training starts at zero, so a coordinate with beta*_i = 0 is right from the start. Where only "
        "one coordinate has something to learn, the train loss at the stop determines it; where none "
        "has, no loss that training can lower is left; and where none of those that are tested has, every "
        "test loss is zero and no run beats another.",
        (
            "first-nonzero",
            "second-nonzero",
            "something-to-learn",
            "something-tested",
            "something-tested-left",
        ),
    ),
    Lesson(
        "when-training-stops",
        "When training stops",
        "Two ways of training are compared at equal train loss. Large steps that are over too soon, "
        "because the stop is reached at their start, among them, or below eps after the last, are another "
        "comparison; so are a flow that goes on where the claim has none, and whole steps beyond the stop.",
        (
            "still-training",
            "has-to-train",
            "left-to-train",
            "no-flow",
            "within-the-margin",
            "reachable",
            "off-minimum",
        ),
    ),
    Lesson(
        "one-rate-one-step",
        "One rate, one step",
        "The factors of steps multiply. What is true of one step, or of steps at one rate, need not be "
        "true of several.",
        ("single-rate", "one-step", "large-step"),
    ),
    Lesson(
        "which-rates",
        "Which learning rates",
        "Claims about an interval of rates, or about one rate, fail beyond it.",
        (
            "at-crossing",
            "at-light-deadbeat",
            "at-least-3/2",
            "below-critical",
            "half-way",
            "on-one-part",
            "stable",
            "contracts",
            "both-contract",
            "small-rate-contracts",
        ),
    ),
    Lesson(
        "effective-times",
        "How the effective times are ordered",
        "Annealing wins if the effective times rise with the distortions in some pair of coordinates "
        "and fall in none, and loses in the reverse case. With pairs of both kinds it may win or lose; "
        "with neither it ties.",
        ("a-time-falls", "a-time-rises", "no-time-falls", "no-time-rises"),
    ),
    Lesson(
        "the-talks-numbers",
        "The talk's own numbers",
        "Counts 2:1, the rate 3/2, beta* = (1,1), eps = 1/100: a figure computed for these numbers is "
        "that of no others, and a threshold among them moves with the counts.",
        ("two-to-one", "at-3/2", "beta-ones", "eps-1/100"),
    ),
    Lesson(
        "how-large-the-batch",
        "How large the batch is",
        "What holds for single samples fails for batches of two, and what holds for the full batch "
        "fails for a smaller one.",
        ("single-samples", "more-than-one-sample", "full-batch"),
    ),
    Lesson(
        "momentum",
        "With momentum",
        "Coordinates that are all underdamped shrink at one rate. One that is not, does not. The heavier "
        "one overtakes when it is no longer underdamped, if the momentum is large enough for the counts.",
        ("underdamped", "even-for-the-momentum"),
    ),
)
