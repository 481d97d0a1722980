/// What the page does by itself: search, the bytes of a field, the chain of causes. Everything that it writes is text.
enum ReportScript {
  static let text = search + packets + chain

  private static let search = """
    'use strict';
    const byId=id=>document.getElementById(id);
    const make=(tag,text,cls)=>{const e=document.createElement(tag);if(text!==undefined)e.textContent=text;
    if(cls)e.className=cls;return e};
    const rows=[...document.querySelectorAll('#events tbody tr, details.packet')];
    byId('search').addEventListener('input',e=>{const words=e.target.value.toLowerCase().split(' ').filter(w=>w);let n=0;
    for(const r of rows){const t=r.textContent.toLowerCase();r.hidden=!words.every(w=>t.includes(w));if(!r.hidden)n++}
    byId('found').textContent=words.length?n+' found':''});

    """

  /// A packet is laid out when it is opened for the first time.
  private static let packets = """
    const data=JSON.parse(byId('packets-data').textContent);
    const light=(view,from,to,on)=>{for(const b of view.querySelectorAll('[data-at]')){const at=+b.dataset.at;
    if(at>=from&&at<to)b.classList.toggle('lit',on)}
    for(const f of view.querySelectorAll('.field'))if(+f.dataset.from===from&&+f.dataset.to===to)f.classList.toggle('lit',on)};
    const dump=v=>{const box=make('div',undefined,'bytes');for(let at=0;at*2<v.bytes.length;at++){
    if(at%16===0)box.append((at?'\\n':'')+at.toString(16).padStart(4,'0')+'  ');
    const b=make('i',v.bytes.substr(at*2,2));b.dataset.at=at;box.append(b,at%16===7?'  ':' ')}
    if(v.cut)box.append('\\n… '+v.cut+' more bytes, in write pcapng FILE');return box};
    const lay=details=>{const views=data[details.id.slice(1)];if(!views||details.dataset.laid)return;details.dataset.laid=1;
    for(const v of views){details.append(make('h3','at '+v.tap));const view=make('div',undefined,'view');
    const fields=make('div');const spans=[];for(const l of v.layers){fields.append(make('h4',l.name+'  '+l.title));
    for(const [name,text,meaning,from,to] of l.fields){const f=make('div',undefined,'field');f.tabIndex=0;f.title=meaning;
    f.dataset.from=from;f.dataset.to=to;f.append(make('span',name),make('span',text));fields.append(f);spans.push([from,to]);
    for(const [e,on] of [['mouseenter',true],['focus',true],['mouseleave',false],['blur',false]])
    f.addEventListener(e,()=>light(view,from,to,on))}}
    const bytes=dump(v);for(const [e,on] of [['mouseover',true],['mouseout',false]])bytes.addEventListener(e,x=>{
    if(!x.target.dataset||x.target.dataset.at===undefined)return;const at=+x.target.dataset.at;
    const own=spans.filter(s=>at>=s[0]&&at<s[1]).sort((a,b)=>(a[1]-a[0])-(b[1]-b[0]))[0];
    if(own)light(view,own[0],own[1],on)});
    view.append(fields,bytes);details.append(view)}};
    for(const d of document.querySelectorAll('details.packet'))d.addEventListener('toggle',()=>{if(d.open)lay(d)});

    """

  private static let chain = """
    const show=()=>{const id=decodeURIComponent(location.hash.slice(1));const at=id&&byId(id);const box=byId('chain');
    box.hidden=true;if(!at){if(/^[ep][0-9]+$/.test(id)){box.replaceChildren(make('p','#'+id.slice(1)+' is not on this page'));
    box.hidden=false}return}
    if(at.tagName==='DETAILS'){at.open=true;lay(at);at.scrollIntoView();return}
    if(at.tagName!=='TR')return;at.hidden=false;const list=make('ol');let row=at;const seen=new Set();
    while(row&&!seen.has(row.id)){seen.add(row.id);const item=make('li');const link=make('a',row.cells[0].textContent);
    link.href='#'+row.id;item.append(link,' '+[1,2,3,5].map(i=>row.cells[i].textContent).join(' '));list.append(item);
    const cause=row.cells[6].textContent;if(!cause)break;row=byId('e'+cause.slice(1));
    if(!row)list.append(make('li',cause+' is not on this page'))}
    box.replaceChildren(make('b',at.cells[0].textContent+' and what led to it'),list);box.hidden=false};
    addEventListener('hashchange',show);show();
    """
}
