" Syntax of fzsh scripts. Generated: fzsh generate vim
if exists("b:current_syntax")
  finish
endif

syn iskeyword @,48-57,_,-,.
setlocal commentstring=#\ %s

syn keyword fzshStructure let for repeat if else fn use section
syn keyword fzshStructure finally expect check require in-order any-order either mark
syn keyword fzshStructure in or
syn keyword fzshConnector add address all allow as at background break
syn keyword fzshConnector built by bytes change corrupt count create delay
syn keyword fzshConnector delete disable duplicate edit enable end event every
syn keyword fzshConnector expire first from id keys last load map
syn keyword fzshConnector name none of on once remove rename reset
syn keyword fzshConnector revoke rule search seed select set show sort
syn keyword fzshConnector stack sum taps times to trace until upstream
syn keyword fzshConnector watch when where within
syn keyword fzshOperator and not has matches with without
syn keyword fzshEvent app.closed app.connected app.ended app.failed app.opened app.progress app.query-failed app.received
syn keyword fzshEvent app.resolved app.retransmitted app.sent app.soft-error authorization.added authorization.changed authorization.created authorization.ended
syn keyword fzshEvent authorization.expired authorization.refreshed authorization.removed candidate.ignored client.crashed client.roamed client.stopped clock.set
syn keyword fzshEvent dns.answer dns.assigned dns.exhausted dns.ignored dns.query domain.status events.lost gateway.chosen
syn keyword fzshEvent ice.candidate ice.nominated ice.pair ice.role ice.state icmp.prohibited interface.failed keys.told
syn keyword fzshEvent lan.in lan.out lookup.answered lookup.asked nat.changed nat.created nat.expired nat.translated
syn keyword fzshEvent net.in net.out no-authorization.sent node.restarted node.roamed node.slept node.started node.stopped
syn keyword fzshEvent node.woke order.ignored path.mtu portal.ignored portal.received portal.refused portal.sent portal.session
syn keyword fzshEvent query.answered query.forwarded recording.ended request.failed request.ignored resource.added resource.changed resource.removed
syn keyword fzshEvent rule.added rule.removed site.status tun.in tun.out turn.allocated turn.bound turn.ended
syn keyword fzshEvent turn.failed turn.refreshed wg.handshake wg.keepalive wg.session wire.corrupted wire.delivered wire.duplicated
syn keyword fzshEvent wire.lost wire.sent
syn keyword fzshMessage access_authorization_expiry_updated authorize_flow broadcast_ice_candidates broadcast_invalidated_ice_candidates config_changed create_flow disconnect flow_authorized
syn keyword fzshMessage flow_created flow_creation_failed heartbeat ice_candidates init invalidate_ice_candidates phx_close phx_error
syn keyword fzshMessage phx_join phx_reply reject_access relays_presence resource_created_or_updated resource_deleted resource_updated
syn keyword fzshConstant true false none auto on off
syn match fzshVerb "\v%(^|[;{]|\= *)\s*\zs%(account|actor|apropos|ask|authorizations|authorize|back|beliefs|break|breaks|c|cheatsheet|compare|compat|connections|continue|curl|delete|device|diagram|diff|dig|doctor|edit|events|exit|expire|explain|fault|fields|filter|flag|flags|fork|fragment|goto|group|heal|help|hex|history|internet|lab|last|layers|messages|nat|nodes|on|packets|partition|ping|policy|predict|quit|read|reassemble|recovery|release|resolvers|resource|resources|restart|restore|revoke|roam|rules|run|save|seed|send|show|site|sleep|snapshot|source|start|status|step|stop|summary|tcp|token|trace-only|tutorial|udp|undo|wait|watch|watched|watches|why|worlds|write)\ze%($|[ \t;?}])"
syn match fzshLayer "\v<%(ah|control|destopts|dns|dns\.frame|dstopts|frag6|fragment|hbh|hopopts|icmp|icmp4|icmp6|icmpext|icmpv4|icmpv6|ip|ip4|ip6|ipv4|ipv6|padding|raw|routing|stun|tcp|turn\.channel|turn\.padding|udp|wg\.cookie|wg\.initiation|wg\.response|wg\.transport)\ze\("
syn match fzshFunction "\v<%(bpf|count|fuzz|max|min|packet|rand|sum|text)\ze\("
syn match fzshOption "\v%(^|\s)\zs--[a-z][a-z0-9-]*"
syn match fzshNumber "\v<%(0x[0-9a-fA-F]+|\d+%(\.\d+)?%(ns|us|ms|s|m|h|B|kB|KiB|MiB|\%)?)>"
syn match fzshAddress "\v<\d+\.\d+\.\d+\.\d+%(/\d+)?>"
syn match fzshReference "\v#\d+|<p\d+>|<_\d+>"
syn match fzshComment "\v#%(\d)@!.*$" contains=fzshTodo
syn keyword fzshTodo contained TODO FIXME
syn region fzshString start=+x\?"+ skip=+\\"+ end=+"+ contains=fzshInterpolation
syn region fzshInterpolation contained start=+{+ end=+}+ contains=TOP

hi def link fzshStructure Statement
hi def link fzshVerb Keyword
hi def link fzshConnector Special
hi def link fzshOperator Operator
hi def link fzshEvent Constant
hi def link fzshMessage Constant
hi def link fzshConstant Boolean
hi def link fzshLayer Type
hi def link fzshFunction Function
hi def link fzshOption PreProc
hi def link fzshNumber Number
hi def link fzshAddress Number
hi def link fzshReference Identifier
hi def link fzshComment Comment
hi def link fzshTodo Todo
hi def link fzshString String
hi def link fzshInterpolation Identifier

let b:current_syntax = "fzsh"
