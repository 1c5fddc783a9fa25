"""The "法院+工会" mediation case, from intake to archive."""
