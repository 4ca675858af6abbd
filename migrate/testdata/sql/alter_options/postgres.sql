-- forward
BEGIN;
-- Change options on product
COMMENT ON TABLE "catalog_product" IS 'goods';
COMMIT;

-- backward
BEGIN;
-- Change options on product
COMMENT ON TABLE "catalog_product" IS 'things for sale';
COMMIT;

