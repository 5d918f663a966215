//! Words of English that hold a sentence together and tell little of what it is about.

/// Articles, pronouns, prepositions, conjunctions, auxiliaries and the like, in small letters.
pub(super) const STOP_WORDS: &str = "
a an the this that these those
i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers
herself it its itself they them their theirs themselves who whom whose which what one ones
and or but nor so yet if then else than as because while whereas although though unless until since whether
of in on at by for from to into onto with within without about above across after against along among around
before behind below beneath beside besides between beyond despite down during except inside like near off out
outside over past per through throughout toward towards under up upon via
am is are was were be been being do does did doing done have has had having can could may might must shall
should will would ought
not no none neither either both each every all any some few many much more most other another such same own
only just also too very even ever never always often again once here there where when why how now
";
