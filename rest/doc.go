/*
Package rest makes JSON APIs of models. It speaks the wire format of Django REST Framework (DRF): the same addresses, statuses, keys in the
same order, and the same texts, so that a client written for DRF works unchanged.

# A model's API

A view set lists the fields, and says who may do what. Both must be said: there is no "all fields", and a view set without permissions does
not start.

	var productAPI = rest.ModelViewSet(Products, rest.Options[Product]{
		Fields:      rest.Fields(Products.ID, Products.Name, Products.Category, Products.Price),
		Permissions: rest.ReadWrite(rest.IsAuthenticated, rest.IsAdminUser),
		Filters:     rest.Filters(Products.Category, Products.InStock),
		Search:      rest.Search(Products.Name),
		Ordering:    rest.Ordering(Products.Price),
		Pagination:  rest.PageNumber{PageSize: 10},
	})

In the Parts of an app it is served at /api/products/ and /api/products/{pk}/, under the names product-list and product-detail. Everything
is typed by the model's columns, and checked when the site starts.

# Serializers

A serializer is compiled once into a plan of functions that append to a buffer: no reflection and no allocation for a row of plain columns.
Which fields are read-only, required, may be null or blank, and what is wrong with a value, follows from the model as DRF infers it from
Django's. [Nested], [NestedMany], [Keys], [SlugRelated], [Hyperlink], [URL] and [Computed] are fields that show more than a column; they say
themselves what a query must load, so a list takes the same number of statements whatever its length. [NestedWritable] and [Children] are
written too, in one transaction with their owner.

# Who may

An [Authenticator] finds out who asks: [Session], with a CSRF token for what is not safe, [Basic], or those of package auth/tokens. A
[Permission] is a function; [And], [Or], [Not], [ReadWrite] and [PerAction] combine them. A model with a policy (package auth) is listed,
found, changed and added as the policy says, and keys lead only to rows that the person may see.

# Lists

[PageNumber], [LimitOffset] and [Cursor] cut lists into pages with DRF's envelopes. [Filters] and [Lookups] declare parameters under the names
of django-filter, [Search] and [Ordering] those of DRF's filters. What is not declared cannot be asked for.

# What belongs to no model

[Handle] makes an address of a function from a struct to a struct; [Plain] puts any http.Handler behind authentication and permissions.

# Errors

An error of package problem, of a model or of this package becomes an answer in DRF's shape, or application/problem+json (RFC 9457) where the
client accepts that. Everything else is logged and answered with 500, without its text.
*/
package rest
