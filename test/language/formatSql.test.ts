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

	it('leaves what cannot be laid out: triggers, syntax errors, open quotes', () => {
		for (const text of [
			'create trigger tr after insert on t begin   select 1; end;',
			'selec   1',
			"select 'open",
			'select   (1',
		]) {
			assert.equal(formatSql(text), text);
		}
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
