from khuevan.budget.models.estimates import Estimate

__all__ = ["Estimate"]
