autocmd BufRead,BufNewFile *.fzs setfiletype fzsh
