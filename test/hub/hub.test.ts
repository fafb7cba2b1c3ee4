// one after the other: both need what is installed on demand
import './hub-node.cases.ts';
import './hub-browser.cases.ts';
