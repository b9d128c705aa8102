from accounts.models.units import RosterTerm, Unit
from accounts.models.users import User

__all__ = ["RosterTerm", "Unit", "User"]
