"""Which part of a person's name is a list of references ordered by?"""


def parts(name: str) -> tuple[str, str]:
    """The family name, which is taken to be the last word, and the rest. A name of one word has no rest."""
    rest, _, family = name.rpartition(" ")
    return family, rest
