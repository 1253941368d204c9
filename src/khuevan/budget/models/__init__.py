from khuevan.budget.models.estimates import Estimate, Line
from khuevan.budget.models.norms import Norm
from khuevan.budget.models.remarks import Availability, Remark, Version
from khuevan.budget.models.sources import Allocation, FundingSource

__all__ = [
    "Allocation",
    "Availability",
    "Estimate",
    "FundingSource",
    "Line",
    "Norm",
    "Remark",
    "Version",
]
