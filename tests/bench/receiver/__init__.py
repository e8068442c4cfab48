"""How much the receiver costs beside a bare one."""
