"""The use cases: discover, draft, plan, deliver, reconcile. They see the world through ``ports``."""
