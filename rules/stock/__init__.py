"""The stock of cars: what a file says of it, what changed, which cars come close, which label each could have."""
