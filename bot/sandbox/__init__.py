"""Stand-in platforms over real HTTP, a sample news site, and the wall that shows the posts."""

from bot.sandbox.faults import Fault, FaultKind, Faults
from bot.sandbox.posts import SandboxPost
from bot.sandbox.sandbox import Sandbox

__all__ = ["Fault", "FaultKind", "Faults", "Sandbox", "SandboxPost"]
