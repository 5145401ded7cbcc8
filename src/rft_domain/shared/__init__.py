"""Words every slice uses: errors, ids, money, e-mail, phone, paging, the unit of work's frame and the runner."""
