from accounts.models.handles import FormerHandle
from accounts.models.mutes import Mute
from accounts.models.units import RosterTerm, Unit
from accounts.models.users import User

__all__ = ["FormerHandle", "Mute", "RosterTerm", "Unit", "User"]
