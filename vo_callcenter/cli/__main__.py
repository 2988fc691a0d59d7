from vo_callcenter.cli import main

main()
