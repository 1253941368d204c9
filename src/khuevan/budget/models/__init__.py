from khuevan.budget.models.estimates import Estimate, Line
from khuevan.budget.models.norms import Norm
from khuevan.budget.models.remarks import Availability, Remark, Version
from khuevan.budget.models.settling import Explanation, Settlement, Voucher, Waiver
from khuevan.budget.models.sources import Allocation, FundingSource
from khuevan.budget.models.spending import Balance, Commitment, Excess, Payee, Payment
from khuevan.budget.models.thresholds import Threshold

__all__ = [
    "Allocation",
    "Availability",
    "Balance",
    "Commitment",
    "Estimate",
    "Excess",
    "Explanation",
    "FundingSource",
    "Line",
    "Norm",
    "Payee",
    "Payment",
    "Remark",
    "Settlement",
    "Threshold",
    "Version",
    "Voucher",
    "Waiver",
]
