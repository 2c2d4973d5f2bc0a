"""What sources send by themselves: WebSub, XML-RPC pings and signed webhooks.

Nothing that arrives is read as content. Each is a hint that a source has news, and the source is polled.
"""

from bot.sources.push.hubs import Step, Subscriber, offer_in
from bot.sources.push.receiver import Hint, PushReceiver
from bot.sources.push.secrets import PushSecret

__all__ = ["Hint", "PushReceiver", "PushSecret", "Step", "Subscriber", "offer_in"]
