from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from .models import OrderItem, Product


def home(request):
    return render(request, 'shop/home.html')


def products(request):
    return render(request, 'shop/products.html', {'products': Product.objects.select_related('category')})


@require_POST
@login_required
def buy(request, pk):
    product = get_object_or_404(Product, pk=pk)
    OrderItem.objects.create(product=product, buyer=request.user)
    messages.success(request, 'You bought %s.' % product.name)
    return redirect('home')
