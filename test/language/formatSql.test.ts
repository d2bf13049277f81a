import assert from 'node:assert/strict';
import { formatSql } from '../../src/language/format/formatSql.js';

describe('formatting SQL', () => {
	it('puts clauses on lines of their own, and short statements on one line', () => {
		assert.equal(
			formatSql(
				'select a,b from   t where x=1;select customers.name, count(*) as orders from customers left join orders using(id) group by 1 having count(*)>2',
			),
			`select a, b from t where x = 1;

select
  customers.name,
  count(*) as orders
from
  customers
  left join orders using (id)
group by
  1
having
  count(*) > 2`,
		);
	});

	it('writes a call without a blank, of functions of the newest SQLite and of ours as well', () => {
		const calls = 'select unhex(a), median(b) from generate_series(1, 3), strata_layers()';
		assert.equal(formatSql(calls.replaceAll('(', ' (')), calls);
		assert.equal(formatSql('select median from unhex'), 'select median from unhex');
	});

	it('keeps comments, blank lines between groups, and what stands between statements', () => {
		const text = `-- first
begin;  -- why
delete from t;

/* apart */

commit`;
		assert.equal(formatSql(text), text.replace(';  --', '; --'));
	});

	it('writes keywords in one case and leaves names as they are', () => {
		assert.equal(
			formatSql(
				'select a as Key, replace(b, c, d) as first from t left join u on t.x is not null order by 1 asc',
				{ keywords: 'upper' },
			),
			`SELECT
  a AS Key,
  replace(b, c, d) AS first
FROM
  t
  LEFT JOIN u ON t.x IS NOT NULL
ORDER BY
  1 ASC`,
		);
	});

	it('leaves what cannot be laid out: syntax errors, open quotes, comments where a line has to be', () => {
		for (const text of [
			'create trigger tr after insert on t begin   selec 1; end;',
			'create trigger tr /* why */ after insert on t begin   select 1; end;',
			'merge into t -- here\nusing   s on 1 when matched then delete',
			'selec   1',
			"select 'open",
			'select   (1',
		]) {
			assert.equal(formatSql(text), text);
		}
	});

	it('lays out the statements of a trigger between its BEGIN and its END', () => {
		const text = `create trigger tr after insert on t begin
-- log it
insert into audit(a) values('two
lines'); -- done
  update stock set amount=amount-new.amount, changed=current_timestamp where id=new.item; end;
explain create temp trigger begin before update of a,b on t for each row when new.a>3 and case when old.b then 1 end begin select raise(abort,'no'); end`;
		const formatted = formatSql(text, { keywords: 'upper' });
		assert.equal(
			formatted,
			`CREATE TRIGGER tr AFTER INSERT ON t BEGIN
  -- log it
  INSERT INTO audit (a) VALUES ('two
lines'); -- done

  UPDATE stock
  SET
    amount = amount - new.amount,
    changed = current_timestamp
  WHERE
    id = new.item;
END;

EXPLAIN CREATE TEMP TRIGGER begin BEFORE UPDATE OF a, b ON t FOR EACH ROW
WHEN
  new.a > 3
  AND CASE
    WHEN old.b THEN 1
  END
BEGIN
  SELECT raise(ABORT, 'no');
END`,
		);
		assert.equal(formatSql(formatted, { keywords: 'upper' }), formatted);
	});

	it('moves comments in a trigger with their lines, each time by as much', () => {
		const formatted = `create trigger tr after insert on t begin
  /* two
     lines */
  -- a
    -- b
  select 1 -- c
  ;

  -- end
end`;
		assert.equal(formatSql(formatted), formatted);
	});

	it('lays out MERGE by its clauses', () => {
		const text = `with q as (select 1) merge into stock source using delivery as matched on source.id=matched.id
when matched and matched.amount is null then delete -- gone
when matched and case when not matched.id then 1 end > 0 or matched.amount > 100 and source.kept then update set amount=source.amount+matched.amount, changed=current_timestamp
-- new ones
when not matched by target then insert(id,name,amount) values(matched.id,matched.name,matched.amount) when not matched by source then do nothing returning merge_action(),*`;
		const formatted = formatSql(text, { keywords: 'upper' });
		assert.equal(
			formatted,
			`WITH
  q AS (
    SELECT
      1
  )
MERGE INTO stock source
USING delivery AS matched ON source.id = matched.id
WHEN MATCHED AND matched.amount IS NULL THEN DELETE -- gone
WHEN MATCHED
  AND CASE
    WHEN NOT matched.id THEN 1
  END > 0
  OR matched.amount > 100
  AND source.kept
THEN
  UPDATE SET
    amount = source.amount + matched.amount,
    changed = current_timestamp
-- new ones
WHEN NOT MATCHED BY TARGET THEN
  INSERT (id, name, amount)
  VALUES
    (matched.id, matched.name, matched.amount)
WHEN NOT MATCHED BY SOURCE THEN DO NOTHING
RETURNING merge_action(), *`,
		);
		assert.equal(formatSql(formatted, { keywords: 'upper' }), formatted);
		assert.equal(
			formatSql('merge into t using s on t.id=s.id when matched then delete'),
			'merge into t using s on t.id = s.id when matched then delete',
		);
	});

	it('changes no text, no blob and no quoted name', () => {
		const values = `select ' a\n\n( b )', "( x )", [y  z], x'00fF', 'it''s'`;
		const formatted = formatSql(values);
		for (const value of ["' a\n\n( b )'", '"( x )"', '[y  z]', "x'00fF'", "'it''s'"]) {
			assert.ok(formatted.includes(value), formatted);
		}
		assert.equal(formatSql(formatted), formatted);
	});

	it('gives an empty text for one', () => {
		assert.equal(formatSql(''), '');
		assert.equal(formatSql(' \n\n'), '');
	});
});
