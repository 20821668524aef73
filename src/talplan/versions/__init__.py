"""Two versions (diff) and three (merge), pure."""
