from accounts.models.handles import FormerHandle
from accounts.models.mutes import Mute
from accounts.models.rosters import RosterImport
from accounts.models.units import FormerUnit, RosterTerm, Unit
from accounts.models.users import User

__all__ = [
    "FormerHandle",
    "FormerUnit",
    "Mute",
    "RosterImport",
    "RosterTerm",
    "Unit",
    "User",
]
