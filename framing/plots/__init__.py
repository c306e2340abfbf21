"""Charts: one function each, drawn with matplotlib on an Axes that the caller may pass.

Intervals are drawn and numbers shown; colours are Okabe and Ito's, and where colour tells things apart a marker, a
pattern or a number does so too. The table that a chart draws is named in its docstring.
"""

from framing.plots.axes import BLUE, CYCLE, GREEN, GREY, LEANS, ORANGE, PURPLE, SKY, VERMILION
from framing.plots.groups import rates_by_group, scatter_groups, slopes_by_event, small_multiples
from framing.plots.outlets import heat_map, outlet_map
from framing.plots.spans import counts_by_category, places_in_article, precision_recall_by_category
from framing.plots.timelines import timeline
from framing.plots.words import distinguishing_terms, name_shares, who_speaks

__all__ = [
    "BLUE", "CYCLE", "GREEN", "GREY", "LEANS", "ORANGE", "PURPLE", "SKY", "VERMILION", "counts_by_category",
    "distinguishing_terms", "heat_map", "name_shares", "outlet_map", "places_in_article",
    "precision_recall_by_category", "rates_by_group", "scatter_groups", "slopes_by_event", "small_multiples",
    "timeline", "who_speaks",
]  # fmt: skip
