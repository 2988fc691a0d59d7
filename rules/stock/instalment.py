"""What a price comes to a month, and what a budget a month comes to as a price: an order of size, no offer of credit."""

from rules.policy.stock import InstalmentPolicy


def price_for(monthly: int, policy: InstalmentPolicy) -> int:
    """The highest price, in whole euros, whose instalments stay within ``monthly`` euros."""
    financed = monthly * _annuities(policy)
    return int(financed / (1 - policy.deposit_percent / 100))


def monthly_for(price: int, policy: InstalmentPolicy) -> int:
    """Whole euros a month for ``price``, rounded."""
    financed = price * (1 - policy.deposit_percent / 100)
    return round(financed / _annuities(policy))


def _annuities(policy: InstalmentPolicy) -> float:
    """What one euro a month pays back over the whole term."""
    rate = policy.yearly_rate / 100 / 12
    if rate < 1e-9:
        return float(policy.months)
    return (1 - (1 + rate) ** -policy.months) / rate
