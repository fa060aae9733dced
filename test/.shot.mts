import { chromium } from 'playwright-core'
import { AxeBuilder } from '@axe-core/playwright'
const b = await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox']})
for (const [name,opts] of [['light',{viewport:{width:1280,height:900}}],['dark',{viewport:{width:1280,height:900},colorScheme:'dark'}],['phone',{viewport:{width:390,height:800}}]] as const) {
  const ctx = await b.newContext(opts as never); const p = await ctx.newPage()
  p.on('console',m=>console.log('console',m.text())); p.on('request',r=>console.log('req',r.url()))
  await p.goto('file:///tmp/sample/reports/index.html')
  await p.screenshot({path:`/tmp/shot-${name}.png`,fullPage:true})
  const axe = await new AxeBuilder({page:p}).withTags(['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']).analyze()
  console.log(name, axe.violations.map(v=>[v.id,v.nodes.length,v.nodes[0]?.html.slice(0,150)]))
  if(name==='light'){ await p.pdf({path:'/tmp/shot.pdf',format:'A4'}) }
}
await b.close()
