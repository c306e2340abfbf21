"""A coarse word class for every token, from closed lists and the shape of the word; no tagger, no model.

The classes are those that a reader of syntax by surface would use: the closed classes of
``lexicons/word_classes.csv`` (determiners, pronouns, prepositions, auxiliaries ...), marks of punctuation, and
for open-class words their shape: ``name`` (capitalised), ``-ly``, ``-ing``, ``-ed``, ``-s``, ``word``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from framing.document import DOUBLE_MARKS, SINGLE_MARKS, Document
from framing.lexicon import word_list
from framing.vocabulary import TypeTable, Vocabulary

# A word that stands in several lists takes the class that comes last here.
_LISTS = (
    "adverb", "preposition", "number", "determiner", "possessive", "object_pronoun", "subordinator", "coordinator",
    "question", "relative", "subject_contraction", "subject_pronoun", "be", "have", "do", "modal", "negation",
    "weekday", "month",
)  # fmt: skip
# Words frequent and distinct enough in syntax to be a class of their own.
_OWN_CLASS = [
    "that", "to", "as", "not", "of", "for", "on", "about", "against", "with", "by", "in", "at", "you", "i", "we",
]  # fmt: skip
# Names of months that are other words when they are not capitalised.
_SMALL = {"may": "modal", "march": "word"}
_ENDINGS = (("ly", "-ly"), ("ing", "-ing"), ("ed", "-ed"))
_PLAIN_MARKS = frozenset(",.:;?!()-—–")


@cache
def _listed() -> dict[str, str]:
    listed = {word: name for name in _LISTS for word in word_list("word_classes", name)}
    return listed | {word: word for word in _OWN_CLASS} | {"her": "possessive", "it": "object_pronoun"}


def word_class(token: str, word: str) -> str:
    """The class of a token, ``word`` being its normalized form.

    Examples
    --------
    >>> word_class("Senate", "senate"), word_class("quickly", "quickly")
    ('name', '-ly')
    """
    if token in _SMALL:
        return _SMALL[token]
    listed = _listed().get(word)
    if listed:
        return listed
    if token in DOUBLE_MARKS:
        return "quote"
    if token in SINGLE_MARKS:
        return "single_quote"
    if not word[:1].isalnum():
        return token if token in _PLAIN_MARKS else "mark"
    if word[0].isdigit():
        return "digits"
    owner = word.endswith(("'s", "s'"))
    if token[0].isupper():
        return "name's" if owner else "name"
    if owner:
        return "word's"
    for ending, name in _ENDINGS:
        if word.endswith(ending):
            return name
    return "-s" if word.endswith("s") else "word"


CLASSES = TypeTable(word_class, object)


class ClassedTable(TypeTable):
    """A property of word types that their classes decide, or help to.

    Parameters
    ----------
    measure : callable
        ``measure(token, word, word_class)`` gives the value for a type.
    dtype : numpy dtype

    Examples
    --------
    >>> joins = ClassedTable(lambda token, word, own_class: own_class == "coordinator" and word != "or")
    >>> joins.places(Document.of("Now or never, and for all."))
    [4]
    """

    def __init__(self, measure: Callable[[str, str, str], Any], dtype: Any = bool) -> None:
        super().__init__(lambda token, word: measure(token, word, word_class(token, word)), dtype)
        self._measure_classed = measure

    def of_types(self, vocabulary: Vocabulary, types: slice) -> Iterable:
        """The values of some types of a vocabulary, by their numbers."""
        classes = vocabulary.values(CLASSES)[types].tolist()
        return map(self._measure_classed, vocabulary.tokens[types], vocabulary.words[types], classes)


def word_classes(document: Document) -> tuple[str, ...]:
    """The class of each token of a document; ask for it with ``document.once(word_classes)``.

    Examples
    --------
    >>> word_classes(Document.of("She said that the Senate quickly voted."))
    ('subject_pronoun', 'word', 'that', 'determiner', 'name', '-ly', '-ed', '.')
    """
    return tuple(CLASSES.of(document).tolist())


def class_at(document: Document, at: int) -> str:
    """The class of a token; ``end`` for a place before or behind the document.

    Examples
    --------
    >>> document = Document.of("She voted.")
    >>> class_at(document, 1), class_at(document, 3)
    ('-ed', 'end')
    """
    classes = document.once(word_classes)
    return classes[at] if 0 <= at < len(classes) else "end"


def word_at(document: Document, at: int) -> str:
    """The word of a token; empty for a place before or behind the document.

    Examples
    --------
    >>> document = Document.of("She voted.")
    >>> word_at(document, 1), word_at(document, 3)
    ('voted', '')
    """
    return document.words[at] if 0 <= at < len(document.words) else ""
