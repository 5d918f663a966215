//! Owns tables and jobs; executes requests, emits events. The one entry for every host.
