"""Nothing is extracted yet: the big class serves."""


class ValidationMixin:
    pass
