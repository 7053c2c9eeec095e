"""The jam machine: when to plan, for whom, in which role, and what players are told."""
