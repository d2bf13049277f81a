const { TestDatabase } = await import('./testDatabase.js');
const { compileQuery } = await import('../../src/engine/executor/compile.js');
const { compilePointQuery } = await import('../../src/engine/executor/pointQuery.js');
const { collectRows } = await import('../../src/engine/executor/vectors/batch.js');
const N = 200000;
const d = new TestDatabase();
(d as any).oracle.run = () => {};
let seed=1; const rnd=()=>{ seed=(seed*1103515245+12345)&0x7fffffff; return seed; };
d.addTable({name:'t',columns:['id INTEGER PRIMARY KEY','k INTEGER','x REAL','g TEXT','s TEXT'],rows:Array.from({length:N},(_,i)=>[i,rnd()%10000,rnd()/1000+0.5,'g'+(rnd()%50),'str'+rnd()])});
d.addTable({name:'d',columns:['id INTEGER PRIMARY KEY','k INTEGER','n TEXT'],rows:Array.from({length:10000},(_,i)=>[i,i,'n'+i])});
d.addTable({name:'q',columns:['a INTEGER','b REAL'],rows:Array.from({length:1000},(_,i)=>[i,i/2])});
const time=(sql:string,n=3,scale=1)=>{
  const p=d.plan(sql); const c0=performance.now(); const q=compileQuery(p.plan); const comp=performance.now()-c0;
  const ts:number[]=[]; let rows=0;
  for(let i=0;i<n;i++){const t=performance.now(); const cur=q.open(d.context(p.slotCount)); for(;;){const b=cur.next(); if(!b)break; rows+=b.count;} ts.push(performance.now()-t);}
  console.log(sql.slice(0,90).padEnd(90), 'compile',comp.toFixed(2),'runs',ts.map(t=>t.toFixed(1)).join(' '), rows/n);
};
time("SELECT sum(x*2+k), count(*) FROM t");
time("SELECT count(*) FROM t WHERE x > 1000 AND k < 5000 AND g LIKE 'g1%'");
time("SELECT g, count(*), sum(x) FROM t GROUP BY g");
time("SELECT k, count(*), sum(x), avg(x) FROM t GROUP BY k");
time("SELECT g, k, count(*) FROM t GROUP BY g, k");
time("SELECT sum(t.x) FROM t JOIN d ON t.k = d.k");
time("SELECT t.id, d.n FROM t JOIN d ON t.k = d.k");
time("SELECT t.id, d.n FROM t JOIN d ON t.k = d.id");
time("SELECT id FROM t ORDER BY x DESC LIMIT 10");
time("SELECT * FROM t ORDER BY x");
time("SELECT * FROM t ORDER BY g, k");
time("SELECT * FROM t ORDER BY s");
time("SELECT * FROM t");
time("SELECT DISTINCT k FROM t");
time("SELECT count(DISTINCT s) FROM t");
time("SELECT upper(s), length(s) FROM t");
time("SELECT sum(CASE WHEN x*2+k>100 AND k%7<>3 THEN x*k-1 ELSE 0 END) FROM t");
time("SELECT count(*) FROM t a WHERE EXISTS (SELECT 1 FROM d WHERE d.id = a.k AND d.n <> a.g)",1);
time("SELECT count(*) FROM q a, q b, q c WHERE a.a < 100",2);
time("SELECT sum(a.a*b.b+c.a) FROM q a, q b, q c WHERE a.a < 30",2);
time("SELECT count(*) FROM q a, q b, q c WHERE a.a < 30 AND a.a + b.a > c.b",2);
const p=d.plan("SELECT * FROM t WHERE id = ?"); const pq=compilePointQuery(p.plan)!;
for (let r=0;r<3;r++){const ctx=d.context(0,[5]); const t=performance.now(); let n=0; for(let i=0;i<100000;i++){ (ctx.parameters as any)[1]=(i*7919)%N; if(pq(ctx))n++; } console.log('point us', (performance.now()-t)/100, n);}
const cq=compileQuery(p.plan);
for (let r=0;r<2;r++){ const ctx=d.context(0,[5]); const t=performance.now(); for(let i=0;i<20000;i++){ (ctx.parameters as any)[1]=(i*7919)%N; collectRows(cq.open(ctx)); } console.log('point via cursor us', (performance.now()-t)/20);}
for (let r=0;r<3;r++){const t=performance.now(); for(let i=0;i<200;i++){ compileQuery(d.plan("SELECT g, count(*), sum(x) FROM t WHERE x > 5 AND k < 3 GROUP BY g ORDER BY 2").plan);} console.log('plan+compile us',(performance.now()-t)*5);
 const pl=d.plan("SELECT g, count(*), sum(x) FROM t WHERE x > 5 AND k < 3 GROUP BY g ORDER BY 2").plan; const t2=performance.now(); for(let i=0;i<200;i++) compileQuery(pl); console.log('compile us',(performance.now()-t2)*5);}
