package people

// Rows is SQL for the rows of the two tables: 8 categories and 1,000 products. Django's tables in bench/django have the same columns.
const Rows = `
INSERT INTO people_category (id, name) SELECT i, 'Category & kind ' || i FROM generate_series(1, 8) AS i;
INSERT INTO people_product (id, name, category_id, price, description, stock, in_stock, created_at)
	SELECT i, 'Folding lamp No. ' || lpad(i::text, 4, '0'), 1 + i % 8, 1 + (i * 37 % 9973)::numeric / 100,
		'Made to last, and "repairable" with spare parts. Number ' || i || ' was found in a small workshop.', i % 40, i % 40 > 0,
		timestamptz '2026-01-01 00:00:00Z' + i * interval '61 seconds' FROM generate_series(1, 1000) AS i;
ANALYZE`
