"""Nothing is extracted yet: the big class serves."""


class BranchMixin:
    pass
