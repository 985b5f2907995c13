#!/usr/bin/env node
const { enableCompileCache } = require('node:module');

// Node 22 and later keep what they compiled by themselves; for Node 20 the build keeps it.
if (enableCompileCache) enableCompileCache();
else require('./compiled.cjs').loadCompiled();
require('../dist/bin.cjs');
