// Filled by the change that brings the target's first type.
