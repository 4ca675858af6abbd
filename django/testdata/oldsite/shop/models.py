from django.conf import settings
from django.db import models


class Category(models.Model):
    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ['name']
        verbose_name_plural = 'categories'


class Product(models.Model):
    name = models.CharField(max_length=200, db_index=True)
    text = models.TextField(blank=True)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name='products')
    in_stock = models.BooleanField(default=True)
    released = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ['name']
        permissions = [('discount_product', 'Can give a discount')]


class OrderItem(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE)
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    count = models.PositiveIntegerField(default=1)
    bought_at = models.DateTimeField(auto_now_add=True)
