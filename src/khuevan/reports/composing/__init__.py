"""The report that drafts itself: facts are read once (``gathering``), the rest is pure.

``gather(cycle) -> Facts``, ``compose(facts) -> Draft``: passages in the plan's order and every figure
with the rows behind it. The words are Vietnamese because the document is. The same facts give the
same draft.
"""
