### The words of the page. One message a key; another language is another file with these keys.

## The stages

stage-data = Data
    .purpose = Give a table and see what was read.
    .todo = Drop a file to begin
stage-explore = Explore
    .purpose = What is in the table, what is wrong with it, and what predicts the target.
    .todo = Needs data
    .empty = Each column's values, spread and gaps appear here once there is a table.
stage-prepare = Prepare
    .purpose = Steps between the raw columns and the model, fitted on the training rows only.
    .todo = Needs a target
    .empty = The steps that make a table fit for a model appear here once there is a table.
stage-train = Train
    .purpose = Say what to predict, and let the model learn it.
    .todo = Needs data
    .empty = Target, model and its settings appear here once there is a table.
stage-evaluate = Evaluate
    .purpose = How well the model does, above all on rows that it has not seen.
    .todo = Needs a model
    .empty = Scores and pictures appear here once a model is trained.
stage-explain = Explain
    .purpose = What the model goes by when it decides.
    .todo = Needs a model
    .empty = The columns that the model goes by appear here once it is trained.
stage-export = Export
    .purpose = Take the model with you, with proof that it is the same one.
    .todo = Needs a model
    .empty = The model's files appear here once it is trained. Then it can be applied to new data, too.

room-lost = This part of the page could not be loaded. Check the connection.
room-again = Try again

state-todo = not yet
state-ready = ready
state-running = running
state-done = done
state-attention = needs attention

fact-data = { $rows ->
    [one] { $rows } row, { $columns } columns
   *[other] { $rows } rows, { $columns } columns
    }
fact-explore = { $n ->
    [one] { $n } column has gaps
   *[other] { $n } columns have gaps
    }
fact-explore-whole = No cell is missing
fact-prepare = { $n ->
    [0] no steps
    [one] { $n } step
   *[other] { $n } steps
    }
fact-train = Predicts { $target }
fact-train-several = Predicts { $n } columns
fact-train-ready = Choose a target
fact-train-groups = Asks without a target
fact-evaluate = accuracy { $value }
fact-evaluate-r2 = R² { $value }
fact-evaluate-silhouette = silhouette { $value }
fact-evaluate-marked = share marked { $value }
fact-evaluate-scaled = scaled error { $value }
fact-explain = { $n ->
    [one] { $n } feature
   *[other] { $n } features
    }
fact-export = Not yet compared
fact-export-proven = ONNX proven equal
fact-export-none = No ONNX for this model
fact-export-doubtful = ONNX without proof

rail-label = Stages
skip = Skip to the stage

## Buttons that lead on

go-data = Give data
go-target = Choose target
go-train = Go to training
go-export = Export the model

## Top bar

project-name = Name of the project
project-untitled = untitled
undo = Undo
redo = Redo
palette-open = Search actions and columns
palette-button = Search
palette-title = Actions and columns
palette-hint = Type an action or a column
palette-none = Nothing is called that.
palette-go = Go to { $stage }
palette-stage = stage
palette-column = column
palette-download = download
theme-button = Theme: { $now }. Press for the next one
theme-next = Change the theme
theme-system = as the system
theme-light = light
theme-dark = dark
help-open = Help and shortcuts
close = Close
dismiss = Dismiss
cancel = Cancel

## Help

help-title = Help
help-about = Glasshouse turns a table into a model inside this tab. Go down the stages on the left; each has one green button, which is the next thing to do. Every number explains itself when you point at it or reach it with Tab.
help-palette = Find any action or column
help-train = Train
help-undo = Undo a change of the recipe
help-redo = Redo it
help-stages = Go to a stage
help-paste = Read a table from the clipboard
help-arrows = Move in the table, and from value to value in a picture
help-zoom = Zoom a picture that has the focus; 0 shows all of it
help-escape = Close what is open
help-help = This list
help-mac = On a Mac, Cmd takes the place of Ctrl.

## The lock

proof-open = Nothing leaves this tab
proof-title = Nothing leaves this tab
proof-requests = requests since load
proof-foreign = to other hosts
proof-sent = of your data sent
proof-why = Your browser keeps this list itself; the page cannot change it. Every request fetches one of the page's own files. None has a body, so none can carry data, and the page's security policy forbids any other host.
proof-file = File
proof-by = Asked by
proof-at = At
proof-received = Received
proof-body = Sent
proof-check = To check for yourself, open your browser's developer tools at "Network", or cut the connection: all that is loaded keeps working. Only a sample table and the ONNX runtime are fetched later, when they are first needed.

## Forgetting

forget-open = Forget everything
forget-title = Forget everything?
forget-what = The table, the recipe and the model are removed from this browser. This is the one thing that cannot be undone. Files that you downloaded stay.
forget-keep = Keep everything
forget-confirm = Forget everything
forget-done = Everything is forgotten.

## Status bar

status-rows = { " " }rows
status-columns = { " " }columns
status-no-data = No data yet
status-reading = Reading…
status-memory = { $bytes } in memory
    .title = Memory that the table occupies in this tab
status-backend = What computes
    .title = The processor computes. It gives the same result on every machine.
worker-starting = Starting the engine…
worker-restarting = Restarting the engine…
worker-lost = The engine is down

## Work

work-read = Reading
work-train = Training
work-folds = Cross-validating
work-curve = Scoring along a curve
work-compare = Comparing
work-search = Searching
work-verify = Comparing the export with the model
work-apply = Scoring the new data
work-fetch = Fetching the model
work-make = Making the file
work-inspect = Checking the table
work-judge = Judging the model
work-refit = Training again
work-stopping = Stopping…
work-left = { $time } left
work-left-at-most = at most { $time } left
work-elapsed = { $time }
keep-best = Stop and keep the best so far
keep-not-yet = There is nothing to keep yet: { $what }.

## Data

drop-title = Drop a table here
drop-help = CSV, Excel, OpenDocument, JSON, Parquet or Arrow, also packed. It is read in this tab and never uploaded.
drop-another = Drop another file anywhere to replace this one
drop-veil = Drop the file to read it
besides-title = Files given together
besides-what = { $n ->
    [one] One more file was given.
   *[other] { $n } more files were given.
  }
besides-combine = Combine with { $file }
besides-read = Read { $file } instead
choose-file = Choose a file
paste = Paste
paste-label = Table as text
paste-placeholder = Paste rows with a header line, from a spreadsheet or a text file
paste-read = Read the pasted table
data-pasted-name = pasted.csv
data-reading = Reading { $file }…
data-read = Read { $rows } rows and { $columns } columns.
samples-title = Or begin with a sample
samples-other = Sample tables
sample-facts = { $rows } rows, { $columns } columns, predicts { $target }

reading-title = How the file was read
reading-entry = File in the archive
reading-sheet = Sheet
reading-delimiter = Delimiter
reading-header = First line
reading-encoding = Encoding
reading-decimal = Decimal mark
reading-guessed = guessed
reading-chosen = chosen
reading-guess = guess again
header-yes = names the columns
header-no = is data
decimal-point = point
decimal-comma = comma

preview-title = Rows
preview-missing = missing
columns-title = Columns
columns-find = Find a column
columns-none = No column is called that.
columns-more = { $n ->
    [one] Show { $n } more column
   *[other] Show { $n } more columns
    }
column-name = Name
column-type = Type
column-role = Role
column-missing = Missing
column-unique = Different values
column-type-of = Type of { $name }
column-role-of = Role of { $name }

type-numeric = Numeric
type-categorical = Categorical
type-boolean = Boolean
type-datetime = Datetime
type-text = Text
type-id = Identifier

role-target = Target
role-feature = Feature
role-ignore = Ignore
role-weight = Weight
role-group = Group
role-time = Time
role-split = Split

missing-none = none missing
missing-some = { $n } missing ({ $share })

## Combining files

combine-title = Combine with another file
combine-what = Rows of another file go below these, or its columns beside them. What would come of it is told first, and can be taken back.
combine-choose = Choose another file
combine-appended = Rows of { $file } below
combine-joined = Columns of { $file } beside
combine-remove = Take { $file } apart again
combine-op = What to do
combine-append = Put its rows below (append)
combine-join = Put its columns beside (join)
combine-columns = Columns to keep
combine-columns-all = all of either file
combine-columns-both = those that both have
combine-columns-first = those of the first
combine-rows = Rows to keep
combine-rows-first = every row of the first (left join)
combine-rows-both = rows that both have (inner join)
combine-rows-all = every row of either (outer join)
combine-keys = Columns that must be equal (keys)
combine-key-left = Column of the table
combine-key-right = Column of the other file
combine-key-remove = Do not compare { $left } with { $right }
combine-needs-plan = First it must be known what would come of it.
combine-do = Combine
combine-plan = It would make { $rows } rows and { $columns } columns, from { $left } and { $right } rows.
combine-matched = { $n ->
    [one] { $n } key is in both.
   *[other] { $n } keys are in both.
    }
combine-many = { $n ->
    [one] { $n } key repeats in both files, so its rows multiply.
   *[other] { $n } keys repeat in both files, so their rows multiply.
    }
combine-side-left = The table
combine-side-right = The other file
combine-side = { $keys } different keys, { $repeated } rows repeat one, { $missing } rows lack one, { $unmatched } rows without a partner.
combine-unmatched = Without a partner, for example: { $keys }
combine-only-left = { $n ->
    [one] One column is only in the first: { $names }
   *[other] { $n } columns are only in the first: { $names }
    }
combine-only-right = { $n ->
    [one] One column is only in the other: { $names }
   *[other] { $n } columns are only in the other: { $names }
    }
combine-renamed = { $old } of the other file becomes { $new }

## Rules and rows that repeat

inspect-running = A check is running.
rules-title = Rules that must hold
rules-what = Rules are kept in the recipe and checked again on every new file. What breaks one is reported, left out, or counted as missing.
rules-none = There is no rule yet.
rules-check = Check the rules
rules-hold = Every rule holds in all { $n } rows.
rules-broken = { $n } of { $of } rows break a rule.
rules-stale = The rules were changed since; check them again.
rule-add = Add the rule
rule-column = Column
rule-kind = Rule
rule-values = values, with commas between
rule-expression = regular expression
rule-wrong = Choose a column, and give what the rule needs.
rule-remove = Remove the rule { $rule }
rule-action-of = What happens to what breaks the rule { $rule }
rule-keep = report it
rule-drop = leave the row out of training
rule-blank = count the cell as missing
rule-not-null = is never missing
rule-unique = never repeats
rule-range = lies in a range
rule-set = is one of some values
rule-pattern = matches a pattern
rule-type = can be read as a type
rule-compare = stands to another column
rule-references = is found in another file
rule-sign = Comparison
rule-other-column = Other column
rule-reference-file = Choose the other file
rule-reference-column = Column of { $file }
rule-is-range = lies from { $min } to { $max }
rule-is-set = is one of { $values }
rule-is-pattern = matches { $pattern }
rule-is-type = can be read as { $kind }
rule-is-reference = is found in { $column } of { $table }
duplicates-title = Rows that repeat
duplicates-what = Looks for rows that are equal, or so alike that they may be the same thing written twice.
duplicates-alike = How alike
duplicates-equal = equal in every column
duplicates-near = alike by at least { $share }
duplicates-keep = Which of them stays
duplicates-first = the first
duplicates-last = the last
duplicates-complete = the most complete
duplicates-look = Look for them
duplicates-found = { $groups } groups; { $repeats } rows beyond one of each.
duplicates-drop = Leave them out, by a step of the recipe
duplicates-no-step = The step that leaves rows out knows equal rows only, and keeps the first.
duplicates-group = { $n } rows that are taken for the same

## The grid

grid-label = Rows of the table
grid-row-number = Row
grid-sort = { $name }: press to sort; with Shift, after the columns sorted by already
grid-menu = Menu of { $name }
grid-bins = How the values of { $name } are spread, from the smallest to the largest
grid-top = How often the most frequent of the { $n } values of { $name } occur
find-placeholder = Find in these rows
find-searching = Searching…
find-none = Nowhere
find-at = { $at } of { $n }
find-at-most = { $at } of the first { $most }, { $n } in all
find-next = Next place
find-before = Place before
find-found = { $n ->
    [0] Found nowhere.
    [one] Found in { $n } cell.
   *[other] Found in { $n } cells.
    }
copy-done = { $n ->
    [one] Copied { $n } cell.
   *[other] Copied { $n } cells.
    }
copy-too-much = { $n } cells are too many for the clipboard, which takes { $most } here.
    .remedy = Choose fewer rows or columns.
copy-refused = The cells could not be copied.
    .remedy = Allow this page to use the clipboard, then try again.
copy-no-clipboard = this page is not served securely, so the browser offers no clipboard
hide-open = Columns
hide-some = { $n ->
    [one] { $n } column hidden
   *[other] { $n } columns hidden
    }
hide-title = Columns that are shown
hide-none = Show these
hide-all = Hide these
hide-more = { $n ->
    [one] and { $n } more column: narrow the list by name
   *[other] and { $n } more columns: narrow the list by name
    }
menu-range = from { $min } to { $max }
menu-ascending = Smallest first
menu-descending = Largest first
menu-unsorted = Not by this column
menu-unit = Unit
menu-description = Description
menu-copy = Copy the column
menu-hide = Hide the column
filter-title = Show only rows where it
filter-from = is at least
filter-to = is at most
filter-contains = contains
filter-apply = Apply
filter-wrong = Give a number in at least one field, the smaller one first.
filter-this = is "{ $value }"
filter-missing = is missing
filter-present = is not missing
filter-remove = remove
retype-trying = Trying every cell…
retype-refused = { $n ->
    [one] { $n } of { $of } cells cannot be read so, and would count as missing.
   *[other] { $n } of { $of } cells cannot be read so, and would count as missing.
    }
retype-untried = It could not be told beforehand which cells can be read so: { $why }.
retype-cells = Cells that cannot be read so
retype-line = Line
retype-cell = Cell
retype-take = Change the type anyway
retype-leave = Leave it

## Which rows are looked at

look-title = Rows that are looked at
look-rows = Showing { $n } of { $of } rows
look-counting = Counting rows, of { $of }
look-back = Undo
look-all = All rows
look-without = Remove the condition: { $condition }
look-between = { $column } from { $from } to { $to }
look-outside = { $column } not from { $from } to { $to }
look-from = { $column } at least { $from }
look-not-from = { $column } below { $from }
look-to = { $column } at most { $to }
look-not-to = { $column } above { $to }
look-present = { $column } not missing
look-missing = { $column } missing
look-is = { $column } is { $values }
look-is-not = { $column } is not { $values }
look-values-more = { $first } or { $n } more
look-contains = { $column } contains "{ $text }"
look-lacks = { $column } does not contain "{ $text }"

count-rows = { $n ->
    [one] { $n } row
   *[other] { $n } rows
    }
count-cells = { $n ->
    [one] { $n } cell
   *[other] { $n } cells
    }

## Explore

explore-tabs = Ways to look at the table
explore-tab-insights = Insights
explore-tab-columns = Columns
explore-tab-missing = Missing
explore-tab-relations = Relations
explore-tab-target = Target
explore-tab-pictures = Pictures
explore-tab-tests = Tests
explore-types = Types of the columns
explore-rows = rows
explore-columns = columns
explore-missing = of cells missing
explore-duplicates = duplicate rows
explore-waiting = Looking through the table…
explore-stopped = The table was not looked through to the end.
explore-again = Compute again
explore-these-rows = Compute for the rows shown
explore-done = The table is explored.
explore-of-all = { $n ->
    [one] Figures of the { $n } row.
   *[other] Figures of all { $n } rows.
    }
explore-of-all-sampled = Figures of all { $n } rows; the costly ones of { $sampled } of them.
explore-of-part = { $n ->
    [one] Figures of the { $n } row shown.
   *[other] Figures of the { $n } rows shown.
    }
explore-of-part-sampled = Figures of the { $n } rows shown; the costly ones of { $sampled } of them.
explore-old-target = They are of another target.
explore-no-target = Choose what to predict first; it can be done there.
explore-target-help = Choose the column that a model should learn to tell. Every other column is then judged by how well it alone predicts it.
explore-order = Order of the columns
explore-order-file = as in the file
explore-order-name = by name
explore-order-missing = most missing first
explore-order-target = best predictor first

severity-problem = Problem
severity-attention = Attention
severity-info = Good to know
findings-none = Nothing is wrong as far as can be told from the figures.
findings-more = { $n ->
    [one] Show { $n } more insight
   *[other] Show { $n } more insights
    }
finding-made = In the recipe
finding-undo = Take back
finding-done = Added to the recipe.
change-step = Add "{ $title }"
change-ignore = Leave the column out
change-role = Use it as { $role }
change-type = Read it as { $kind }
change-param = Set { $name } to { $value }
change-rule = Blank them by a rule
change-split-by = Part the rows by { $column }
change-split = Train on { $train } of the rows
suggestions-title = Suggestions
suggestions-what = Each becomes a part of the recipe at a click, and can be taken back here or with undo.
suggestions-none = The recipe needs nothing because of what was found.
columns-and-more = { $n ->
    [one] and { $n } more column
   *[other] and { $n } more columns
    }

report-title = Report
report-what = Everything that is told here, in one file that needs nothing beside it: figures and pictures, no rows.
report-values = Show frequent values of ids and free text on the web page (they may name persons; the figures always have them)
report-html = Save as a web page
report-json = Save the figures as JSON

profile-unique = { $n ->
    [one] { $n } different value
   *[other] { $n } different values
    }
number-min = smallest
number-q25 = lower quartile
number-median = median
number-q75 = upper quartile
number-max = largest
number-mean = mean
number-std = std. deviation
number-skew = skewness
number-kurtosis = excess kurtosis
top-rest = { $n ->
    [one] and { $n } other value
   *[other] and { $n } other values
    }
spark-label = Histogram of { $name }
spark-dates = Rows over time
note-zeros = { $n ->
    [one] { $n } zero
   *[other] { $n } zeros
    }
note-negative = { $n } negative
note-infinite = { $n } infinite
note-outliers = { $n ->
    [one] { $n } outlier
   *[other] { $n } outliers
    }
note-increasing = never falls
note-decreasing = never rises
dates-first = first
dates-middle = middle
dates-last = last
dates-span = span
dates-days = { $n } days
figure-present = cells with a value
figure-missing = missing cells
figure-unique = different values
figure-distinct = different, of those present
figure-top = Most frequent values
figure-variation = coefficient of variation
figure-sum = sum
figure-range = range
figure-iqr = interquartile range
figure-mad = median abs. deviation
figure-zeros = zeros
figure-negative = negative
figure-infinite = infinite
figure-iqr-outliers = outliers (1.5 × IQR)
figure-z-outliers = outliers (3 std. dev.)
figure-bounds = below { $low } or above { $high }
figure-quantile = { $share } % quantile
figure-chars = characters, min · mean · max
figure-words = words, min · mean · max

missing-whole = No cell is missing.
missing-summary = { $cells ->
    [one] { $cells } cell is missing, { $share } of all.
   *[other] { $cells } cells are missing, { $share } of all.
    }
missing-complete = { $n ->
    [one] { $n } row ({ $share }) has no gap.
   *[other] { $n } rows ({ $share }) have no gap.
    }
missing-columns = Columns with gaps
missing-patterns = What is missing together in a row
missing-patterns-rest = { $n ->
    [one] and { $n } other combination
   *[other] and { $n } other combinations
    }
missing-nothing = nothing is missing
missing-pairs = Columns that are missing together
missing-pair = Two columns
missing-both = both missing
missing-of-either = of the rows where one is
missing-phi = correlation of the gaps (φ)

relations-all = All columns
relations-none = There are no two columns whose association can be measured.
relations-measure = Measure
relations-picture = Associations, alike columns beside each other
relations-pairs = Two columns
relations-no-pairs = No two columns go together.
pair-first = First column
pair-second = Second column
pair-same = Choose two different columns.
pair-none = No picture suits columns of these types.
measure-suiting = The one that suits each pair
    .help = Numbers by Pearson's correlation, categories by Cramér's V, a number and categories by the correlation ratio.
measure-pearson = Pearson
    .help = How well a straight line describes the two: −1 falling, 0 not at all, 1 rising.
measure-spearman = Spearman
    .help = The same of the ranks: how steadily one rises with the other, straight or bent.
measure-kendall = Kendall
    .help = Pairs of rows that agree in order, less those that do not, by all: −1 to 1 (tau-b).
measure-cramers_v = Cramér's V
    .help = How far two columns of categories depend on each other, 0 to 1, corrected for chance.
measure-correlation_ratio = Correlation ratio
    .help = How much of a number's spread lies between the categories, 0 to 1 (square root of its share).
measure-mutual_information = Mutual information
    .help = How much one column tells of the other, in nats; 0 where they are independent.

target-itself = The target itself
target-balance = { $n } classes. For each row of "{ $least }" there are { $ratio } of "{ $most }".
target-one-class = There is only one class, "{ $class }": nothing can be learned from it.
target-amount = An amount: a model will be judged by how far off it is.
target-features = What predicts { $target }
target-score-class = Each column alone, on rows that were held out: 0 is no better than guessing, 1 is perfect (balanced accuracy over chance).
target-score-amount = Each column alone, on rows that were held out: 0 is no better than the mean, 1 is perfect (R²).
target-no-features = There is no other column.
target-auc = AUC { $value }

picture-histogram = Histogram
picture-box = Box plot
picture-violin = Violin plot
picture-qq = Against the normal (Q-Q)
picture-bar = Bars
picture-pie = Pie
picture-scatter = Points (scatter)
picture-hexbin = Density of points (hexbin)
picture-line = Line over time
picture-stacked_bar = Stacked bars
picture-grouped_bar = Grouped bars
picture-contingency = Table of counts (contingency)
picture-correlation = Correlations
picture-pair_plot = Every pair (pair plot)
picture-parallel_coordinates = Parallel coordinates
picture-class_balance = Balance of classes
picture-class_densities = Densities by class
picture-missing_matrix = Missing cells
picture-missing_pairs = Missing together
picture-pca = Principal components (PCA)
picture-t_sne = Neighbours in the plane (t-SNE)
picture-umap = Neighbours in the plane (UMAP)
picture-decomposition = Trend, season, rest (STL)
picture-acf = Autocorrelation (ACF)
picture-pacf = Partial autocorrelation (PACF)
picture-of = { $kind }: { $columns }
picture-of-by = { $kind }: { $columns }, by { $by }
picture-of-many = { $n } columns
picture-drawing = Drawing…
picture-stopped = It was not drawn to the end.
picture-again = Draw it

gallery-kinds = Kinds of pictures
gallery-one = One column
gallery-two = Two columns
gallery-time = Over time
gallery-many = Many columns
gallery-gaps = Gaps
gallery-none = The table has no column that could be drawn.
gallery-lacks = Needs { $what }
takes-numbers = a numeric column
takes-ordered = a date or a numeric column
takes-groups = a column of categories
takes-any = any column
takes-table = the whole table
takes-twice = two of { $what }
draft-column = Column
draft-first = First column
draft-second = Second column
draft-order = In the order of
draft-row-order = the rows
draft-mean-of = Show the mean of
draft-rows-counted = rows, counted
draft-further = More columns
draft-all-columns = All that fit
draft-add-column = Add a column
draft-choose = Choose { $what }
draft-by = One for each value of
draft-no-by = nothing: all rows together
draft-color = Colour by
draft-one-color = nothing
draft-size = Size by
draft-one-size = nothing
draft-bins = Intervals
draft-bins-auto = as suits the data
draft-show = Show
draft-counts = counts
draft-shares = shares
draft-period = Rows in a season
draft-period-guess = guessed
draft-lacks-column = Choose column { $n } to see the picture.
draft-lacks-by = Choose the column whose values part the rows.
draft-twice = A column stands here twice: choose another one.

tests-what = Whether what you see could be chance. Choose columns; the tests that suit them are proposed.
tests-columns = Columns to test
tests-by = Groups (rows parted by)
tests-no-groups = none
tests-empty = Choose a column first. The tests that suit it then appear here.
tests-no-fit = No test suits these columns together. Take one away, choose groups, or test each choice below.
tests-suiting = Tests that suit
tests-others = { $n ->
    [one] { $n } test that does not suit these columns
   *[other] { $n } tests that do not suit these columns
    }
tests-assumptions = What it takes for granted
tests-way = How often
tests-way-once = Once, on these columns
tests-way-holm = Each choice of columns or groups, corrected by Holm
tests-way-bh = Each choice of columns or groups, corrected by Benjamini-Hochberg
tests-run = Run the test
tests-running = Testing…
tests-done = { $n ->
    [one] { $n } test was carried out.
   *[other] { $n } tests were carried out.
    }
tests-drop = Remove this result
tests-of-by = { $columns } by { $by }
tests-of-part = { $of }, where { $filter }
tests-p = p-value
tests-p-corrected = corrected p-value
tests-df = degrees of freedom
tests-n = values
tests-dropped = rows left out
tests-method = p-value computed
tests-critical = critical value at { $level }
tests-interval = { $of }, { $level } interval
tests-from-to = { $low } to { $high }
tests-effect = { $name } ({ $size })
tests-effect-head = Effect
tests-groups = Sample
tests-each = Tested

## Prepare

prepare-needs-target = Steps are proposed as soon as it is known what to predict.
prepare-waits = The recipe waits for a table. Its steps can be looked at and changed; what they do shows once there are data.
prepare-steps = Steps before the model
    .purpose = In this order. Each learns from the training rows only, then does the same to every row.
clean-steps = Cleaning before the split
    .purpose = Row by row, never looking at the target.
download-prepared = Save the prepared rows
prepared-what = Every row as the model will see it, with its part, as CSV.
steps-none = No steps. Columns go into the model as they are.
clean-none = No cleaning. Every row goes on as it is.
step-add = Add a step
step-on = Switch the step on or off
step-on-label = Use the step { $title }
step-up = Move up
step-down = Move down
step-copy = Duplicate
step-remove = Delete (can be undone)
step-drag = Drag to another place, or use Alt with the arrow keys
step-moved = { $title } is now number { $at } of { $of }.
step-more = When to use it, and what can go wrong
step-state-fine = ok
step-state-fault = problem
step-state-waits = waits
step-state-off = off
step-waits-why = It waits: a step before it cannot be carried out.
step-columns = Columns
step-columns-none = None is named: it takes its usual columns.
step-columns-all = None is named: it goes by all columns.
step-columns-name = Name the columns: it does nothing until then.
formula-wrong-part = In the formula, from character { $at } on: { $part }
formula-wrong-at = In the formula, at character { $at }: something is lacking there.
param-add = Add one
param-column = Choose a column
pair-from = What is replaced, { $n }
pair-from-hint = another cell
pair-to = What it becomes, { $n }
pair-missing = missing
pair-remove = Leave { $name } as it is
pair-help = Whole cells on the left become what stands on the right; nothing on the right makes them missing.
step-column-add = Add columns
step-column-remove = Remove { $name }
step-comment = Comment
step-comment-hint = Why this step is here; it stays with the recipe
kind-when = When to use it
kind-beware = What can go wrong
kind-example = Example
kind-columns = Takes, unless you name others: { $columns }
kind-no-onnx = Cannot be exported to ONNX: the bundle and the command line still use it.
catalogue-title = Add a step before the model
catalogue-title-clean = Add a cleaning step
catalogue-search = Search steps by name or by what they do
catalogue-found = { $n ->
    [one] { $n } step
   *[other] { $n } steps
    }
catalogue-none = No step is called that or speaks of it.
catalogue-add = Add this step
catalogue-waits = The list of steps is on its way.
mend-without = Take { $name } out of the step
mend-usual = Use the usual columns
mend-fill = Fill the gaps before it
mend-default = Set { $name } back to its default
mend-off = Switch the step off
proposed-title = Proposed, by what Explore found
proposed-add = Add
proposed-more = { $n ->
    [one] Show { $n } more proposal
   *[other] Show { $n } more proposals
    }
proposed-look = Look for what else the table needs
proposed-waits = Looking for what the table needs …
effect-title = Before and after
effect-off = It is switched off and does nothing.
effect-needs-data = Shows once there is a table.
effect-waits = Shows when the running work is done.
effect-mend-first = Shows once what is wrong is mended.
effect-all = All training rows are gone through
effect-of-file = Of the { $n } rows that it is given.
effect-of-some = Learnt from { $used } of the { $of } training rows.
effect-forecast = A forecast reads its times and values as they are. Steps prepare the columns that the model is told beside them: { $columns }.
effect-forecast-known = A forecast reads its times and values as they are. Steps prepare the columns that the model is told beside them: { $columns }; known beforehand: { $known }.
effect-of-all = { $n ->
    [one] Learnt from the { $n } training row.
   *[other] Learnt from all { $n } training rows.
    }
effect-changed = { $n ->
    [one] { $n } column changed.
   *[other] { $n } columns changed.
    }
effect-made = { $n ->
    [one] { $n } column made.
   *[other] { $n } columns made.
    }
effect-lost = { $n ->
    [one] { $n } column gone.
   *[other] { $n } columns gone.
    }
effect-keeps = Keeps { $n } of { $of } rows, { $gone ->
    [one] { $gone } goes.
   *[other] { $gone } go.
}
effect-keeps-all = { $of ->
    [one] Keeps the { $of } row.
   *[other] Keeps all { $of } rows.
}
effect-rows-gone = { $n ->
    [one] { $n } row left out, { $after } stay.
   *[other] { $n } rows left out, { $after } stay.
    }
effect-rows-made = { $n ->
    [one] { $n } row made, { $after } in all.
   *[other] { $n } rows made, { $after } in all.
    }
effect-nothing = It changes nothing here.
effect-before = Before
effect-after = After
effect-not-there = The column is not there.
effect-column = Column shown
effect-columns = Columns
effect-type = Type
effect-what = What happened
effect-missing = Missing, before → after
effect-is-made = made
effect-is-lost = gone
effect-is-same = as it was
effect-cells = { $n ->
    [one] { $n } cell changed
   *[other] { $n } cells changed
    }
effect-row = Row
effect-rows = Rows before and after
effect-row-made = made by the step
effect-row-gone = left out
share-button = Copy a link to this recipe
share-link = Link to this recipe
share-what = It holds the recipe, with names of columns, settings and comments, and no rows. Whoever opens it needs the data.
share-copied = The link is on the clipboard.
share-by-hand = The link stands beside the button, to be copied by hand.
opened-link = The recipe of a link was opened. It waits for data where none are loaded.
opened-link-instead = The recipe of a link took the place of yours.
opened-file = The recipe of a file took the place of yours.
opened-back = Go back to mine
differs-not = Both say the same.
differs = { $n ->
    [one] { $n } difference
   *[other] { $n } differences
    }
differs-gone = Gone: { $step }
differs-new = New: { $step }
differs-other = { $one } is now { $other }
differs-part-data = How the file is read
differs-part-columns = Types and roles of columns
differs-part-combine = Files that are combined
differs-part-rules = Rules
differs-part-task = What is predicted
differs-part-split = How rows are parted
differs-part-model = The model or its settings
differs-part-seed = The seed
differs-part-evaluate = How it is judged
differs-part-tune = The search for parameters
columns-all = all columns
columns-usual = its usual columns
columns-of = all { $kind } columns
on = on
off = off

param-none = It has no settings.
param-more = { $n ->
    [one] { $n } more setting
   *[other] { $n } more settings
    }
param-default = Default: { $default }.
param-range-default = Allowed: { $range }. Default: { $default }.
param-null = none
nested-add = Add a model
nested-kind = Kind of model
nested-weight = Weight
nested-remove = Take out model { $n }
nested-last = One model must stay
nested-settings = { $n ->
    [one] { $n } setting of { $model }
   *[other] { $n } settings of { $model }
    }

why-word = Why:
why-short = Why?

## Train

train-question = Question
train-plan = { $model } will learn { $target } from about { $rows } rows.
train-plan-on = { $model } will go on learning { $target } from where the last model stopped, to the same end as in one go.
unfinished-word = A training was interrupted.
unfinished = { $model } for { $target } had come to { $done } of { $total } steps ({ $at }). It can go on to the same end.
unfinished-resume = Go on
unfinished-drop = Give it up
train-plan-groups = { $model } will look at about { $rows } rows. There is nothing to predict.
train-plan-open = Once it is known what to predict, everything else is proposed.
train-button = Train
train-needs-data = There is no table yet.
train-needs-target = Choose what to predict first.
train-suggesting = A recipe is being proposed.
train-reading = A table is being read.
train-busy = Other work is running.
train-running = Training is running.
train-done = The model is trained.
train-cancelled = Training was cancelled.
check-title = This would stop the training
target-label = What to predict (target)
target-placeholder = Choose a column
targets-label =
    { $n ->
        [0] Predict further columns as well
        [one] { $n } further column is predicted as well
       *[other] { $n } further columns are predicted as well
    }
targets-help = One recipe, one file, an answer for each: columns that are not known either when the model is used. None of them is told to the model.
targets-shown = Scores and pictures of
targets-all = all { $n } targets together
headline-mean = { $metric }, mean of { $n } targets
targets-each = { $metric } of each target
targets-each-why = Above are the means over the targets. Choose a target to see its scores and pictures.
target-help = Choose the column that the model should learn to tell from the others. Everything else is then proposed, with reasons.
positive-label = Class to look for (positive class)
positive-help = Precision, recall and their kin are of this class.
task-label = Kind of question (task)
task-classification = Which class? (classification)
task-regression = How much? (regression)
task-clustering = Which rows are alike? (clustering)
task-anomaly = Which rows are unusual? (anomaly detection)
task-forecast = How much, at times to come? (forecast)
time-label = Column of the times
time-help = The values are taken in its order; their distance must be regular.
time-placeholder = Choose a column
group-label = Column that tells several series apart
group-help = A shop, a city, a product: each gets a forecast of its own.
group-none = None: there is one series
known-label = Columns known beforehand
known-help = Prices, holidays, plans: the file gives them for times to come as well, in rows without the target. Of other columns with the role feature a direct forecast learns from the past.
horizon-label = Steps ahead (horizon)
horizon-help = How many of the coming times are forecast.
season-label = Season, in steps
season-help = After so many steps the series is like itself: 12 for months, 7 for days. 1 means no season. Left empty, it is told by the distance of the times.
task-placeholder = Told by the target
task-help = Or look for groups or unusual rows without a target.
split-label = How rows are parted (split)
split-auto = Chosen by the task
split-random = shuffled
split-stratified = shuffled, keeping the shares of classes or ranges
split-time = by time
split-group = by group
split-column = by a column
split-train = Training
split-validation = Validation
split-test = Test
split-rows = about { $n } rows
split-by-column = By the column
split-wrong-share = A share is a number from 0 to 100. The other shares follow it.
parts-title = What the parts hold
parts-needs = Shows once there is a table and something to predict.
parts-of = { $n } of { $of } rows are parted.
parts-waits = The parts are being looked at.
parts-advice = Advice
parts-drop-duplicates = Leave one of each
parts-by-time = Split by { $column }
parts-by-group = Split by { $column }
parts-set = Set { $train } / { $validation } / { $test }
parts-rows = Rows
parts-classes = Shares of { $column }
parts-numbers = Values of { $column }
parts-others = { $n ->
    [one] 1 other class
   *[other] { $n } other classes
}
parts-mean = Mean
parts-q25 = Lower quartile
parts-median = Median
parts-q75 = Upper quartile
parts-spread = How the values of the part { $part } are spread from { $low } to { $high }
parts-range = { $column } from { $low } to { $high }, in the same intervals.
parts-first = First { $column }
parts-last = Last
parts-groups = Values of { $column }
parts-groups-twice = { $n ->
    [0] No group stands in two parts.
    [one] 1 group stands in two parts.
   *[other] { $n } groups stand in two parts.
}
parts-none-twice = No row outside training is equal to a training row.
parts-twice = { $test ->
    [one] 1 test row
   *[other] { $test } test rows
} and { $validation ->
    [one] 1 validation row
   *[other] { $validation } validation rows
} stand in training, too.
parts-examples = Rows that stand in two parts
parts-as-row = As row
parts-too-few = Too few rows to compare how columns are distributed: each part needs 30.
parts-apart = { $n ->
    [0] No column of { $of } differs between training and test by more than chance explains, or by enough to matter.
    [one] 1 column of { $of } is distributed otherwise in test than in training.
   *[other] { $n } columns of { $of } are distributed otherwise in test than in training.
}
parts-drift = Columns by how much they differ between training and test
parts-column = Column
parts-index = Difference
    .is = Population stability index: over ten intervals of equally many training rows, or over categories, the sum of (share in training − share in test) × ln(share in training ÷ share in test). 0 is the same; from 0.25 on, where chance does not explain it, a column counts as different.
parts-seen = Share in training → in test
parts-missing = missing
parts-is-apart = differs
parts-chance = by chance up to { $up }
drift-title = Beside the training rows
drift-none = None of the { $n } columns is distributed otherwise than in training by more than chance explains, or by enough to matter.
drift-some = { $of ->
        [one] The column is distributed otherwise than in training: { $drifted } far apart, { $shifted } somewhat.
       *[other] Of { $of } columns { $drifted } are far apart from the training rows, { $shifted } somewhat.
    }
drift-means = The model has not seen rows like these in training: trust its answers less, look where the columns come from, and train it anew where the change will stay.
drift-columns = { $n ->
        [one] The column
       *[other] All { $n } columns
    }
drift-drifted = far apart
drift-shifted = somewhat apart
drift-stable = alike
drift-untold = cannot be told
drift-index =
    .is = Population stability index: over ten intervals of equally many training rows, or over categories, the sum of (share in training − share now) × ln(share in training ÷ share now). 0 is the same; from 0.1 on it is somewhat apart, from 0.25 far, where chance does not explain it.
drift-p = p (Holm)
    .is = The chance of such counts were both of one distribution: Pearson's chi-squared test, corrected by Holm for the number of columns. Below 0.05 it counts as beyond chance.
drift-what = What differs, training → now
drift-median = median { $before } → { $now }
drift-new = { $n ->
        [one] new: { $names }
       *[other] { $n } new: { $names }
    }
drift-gone = { $n ->
        [one] gone: { $names }
       *[other] { $n } gone: { $names }
    }
drift-unparsed = { $n ->
        [one] 1 cell is not of its type
       *[other] { $n } cells are not of its type
    }
seed-label = Seed of everything random
seed-help = The same seed gives the same model, bit for bit.
model-title = Model
model-label = Kind of model (estimator)
lacking-add =
    { $n ->
        [one] Add the step that is missing
       *[other] Add the { $n } steps that are missing
    }
family-baseline = Baseline
family-linear = Linear
family-bayes = Naive Bayes
family-neighbours = Neighbours
family-trees = Trees and boosting
family-kernels = Kernels
family-neural = Neural network
family-ensembles = Made of other models
family-clusters = Groups of rows
family-anomalies = Unusual rows
family-time = Forecasts
family-cells = Clean up cells
family-missing = Missing values
family-outliers = Outliers
family-encode = Categories to numbers
family-scale = Scaling and shape of numbers
family-features = New features
family-order = Rows in order
family-text = Text
family-select = Choice of features
family-projection = Fewer dimensions
family-balance = Balance of classes
family-columns = Columns
family-clean = Cleaning
model-no-onnx = { $model } (no ONNX file)

## Evaluate

scores-title = Scores
scores-metric = Metric
scores-baseline = Baseline
score-undefined = Not defined for these rows
headline-classification = On { $rows } rows that it has not seen. Always guessing the most frequent class would give { $guess }.
headline-regression = On { $rows } rows that it has not seen. Always guessing the mean would give { $guess }.
headline-clustering = Of { $rows } rows. Near 1 clusters are tight and far apart, near 0 they touch.
headline-anomaly = Share of { $rows } rows that are marked as outliers.
headline-forecast = Forecast from several times of { $rows } rows that it has not seen; lower is better. Saying that the last season comes again gets { $guess }.
pictures-title = Pictures of the { $part } rows
picture-numbers = Numbers
picture-tools = Zoom and downloads
picture-zoom-in = Zoom in
picture-zoom-out = Zoom out
picture-zoom-all = Show all
picture-zoom-none = all is shown
picture-hint-both = Drag marks rows; Shift and drag zooms
picture-hint-mark = Drag or click marks rows
picture-hint-zoom = Drag zooms
picture-save-png = Download the picture as PNG
picture-save-svg = Download the picture as SVG
picture-save-csv = Download its numbers as CSV
picture-undrawn = The picture cannot be drawn: { $why }. Load the page again; the data and the recipe stay.
picture-save-failed = The download did not work: { $words }. Try again, or take another format.
picture-rest = { $n ->
    [one] and { $n } more row
   *[other] and { $n } more rows
    }
picture-confusion = Right and wrong, by class (confusion matrix)
    .help = Each row of cells is a true class, each column a predicted one. What is right lies on the diagonal.
matrix-of = Colours are shares of
matrix-of-true = the true class
matrix-of-predicted = the predicted class
matrix-of-all = all rows
picture-roc = Caught against false alarms (ROC curve)
    .help = The further a curve bends to the upper left, the better the class is told from the rest. The diagonal is guessing.
picture-forecast = Forecast beside what came
    .help = What came, what was said from one time to the next, and what is said to come. The bands are the intervals.
picture-forecast_2 = Forecast of the second series
    .help = The same for the second series.
picture-forecast_3 = Forecast of the third series
    .help = The same for the third series.
picture-forecast_4 = Forecast of the fourth series
    .help = The same for the fourth series.
picture-error_by_step = Error by steps ahead
    .help = How the error grows the further it looks, beside the seasonal naive forecast. 1 is the error of the season before, one step ahead, in training.
picture-sizes = Rows of each group
    .help = How many rows the model put into each group. A group of very few rows may be outliers.
picture-components = The rows from where they spread most (principal components)
    .help = Each dot is a row, coloured by its group, seen along the two directions in which the features spread most. Groups that overlap here may still be apart in other directions.
picture-profile = What sets each group apart
    .help = The mean of each feature in a group, as standard deviations above or below the mean of all rows.
picture-inertia = Tightness by number of clusters (elbow)
    .help = Squared distances of the rows from their centres. It always falls; where it stops falling steeply is a good number of clusters.
picture-criteria = Fit and simplicity by number of clusters (BIC, AIC)
    .help = How badly the mixture fits, and how many numbers it takes for that. The lowest point of BIC is a good number of clusters; AIC allows more.
picture-merges = How far apart merged clusters were
    .help = From right to left, the last merges. Stop before the line rises steeply: merging what is further apart joins what does not belong together.
picture-silhouettes = Silhouette by number of clusters
    .help = Near 1 clusters are tight and far apart. The highest point is a good number of clusters.
picture-scores = How unusual the rows are
    .help = Scores of the rows; below 0 a row is marked as an outlier. The further below, the more unusual.
picture-unusual = The most unusual rows
    .help = The rows with the lowest scores, by their number in the file. Look at them first.
learning-title = How it learned
picture-curve = Loss after each step (learning curve)
    .help = Lines that fall show that the model learns. Where the line of the rows that it does not learn from turns up again, it learns by heart.
picture-metric-curve = { $metric } after each step
    .help = How many answers are right, or how well they fit. Where the lines part, it learns by heart.
curve-train = Learned from
curve-validation = Not learned from
curve-by = Rows
curve-tree = Trees
curve-iteration = Iterations
curve-step = Steps
curve-epoch = Epochs
loss-inertia = Mean squared distance from the centre
loss-negative_log_likelihood = Mean negative log-likelihood
loss-log_loss = Log loss
loss-squared_error = Half squared error
loss-absolute_error = Absolute error
loss-quantile = Pinball loss
loss-poisson = Poisson loss
loss-gamma = Gamma loss
picture-predicted = Predicted against actual
    .help = A perfect model would put every dot on the diagonal.
picture-residuals = What is left over (residuals)
    .help = Actual minus predicted. A cloud without a shape around zero is good; a bend is something that the model does not know.
run-rows = { $n ->
    [one] { $n } row read.
   *[other] { $n } rows read.
    }
run-dropped = { $n ->
    [one] { $n } left out, by cleaning or for want of a target.
   *[other] { $n } left out, by cleaning or for want of a target.
    }
run-out-of-bag = { $metric } of { $n } training rows, each by the trees that were not grown on it (out-of-bag score): { $score }.
picture-roc-none = There is no curve: the model gives classes without probabilities, so there is no threshold to move.
run-times = Prepared in { $prepare }, trained in { $fit }, scored in { $score }.
stopped-early = Training was stopped early; this is the best model up to then.
stale-word = Out of date.
stale = The recipe was changed after this model was trained.
stale-again = Train again
go-on = Go on to { $n }
go-on-why = The steps that are there stay; the model is the same as one that was trained for so many at once.
go-on-stale = The recipe was changed since: train again.
go-on-no-use = Training ended by itself before all its steps: more of them did not help.
models-title = Models
models-one = This is the only model so far. Change something in Train and train again: both will stand here.
models-why = Every model that was trained or opened here. A name is yours to change.
models-name = Model
models-test = Test
models-validation = Validation
models-fit = Training time
models-do = { "" }
models-rename = Name of the model
models-current = Shown here
models-use = Show
models-used = The model is shown, and its recipe is in place where it is of this table. Undo brings the other recipe back.
models-compare = Compare
models-remove = Remove
models-removed = { $name } is taken off the list.
models-undo = Undo
models-beside = Side by side
models-features = Features
models-better = better
models-equal = { $n ->
    [0] No other parameter is equal.
    [one] One other parameter is equal.
   *[other] { $n } other parameters are equal.
    }
models-same-rows = Both were judged on the same rows.
models-other-rows = They were not judged on the same rows: their scores can differ for that alone.
fingerprint-title = Fingerprint
fingerprint-why = The same table, recipe and seed give the same model on any machine, here and on the command line.
fingerprint-model = Model (SHA-256)
fingerprint-recipe = Recipe (SHA-256)
fingerprint-data = Data (SHA-256)
fingerprint-seed = Seed

metric-subset_accuracy = Rows that are all right
    .is = Share of rows of which every target is predicted right. 1 is best.
metric-hamming_loss = Answers that are wrong (Hamming loss)
    .is = Share of wrong answers among those of all targets: wrong answers ÷ (rows × targets). 0 is best.
metric-accuracy = Accuracy
    .is = Share of rows whose class is predicted right: right rows ÷ all rows. 1 is best.
metric-balanced_accuracy = Balanced accuracy
    .is = Mean over the classes of the share of their rows that is caught. Every class counts the same, however rare. 1 is best.
metric-precision = Share of alarms that are right (precision)
    .is = Of the rows called positive, the share that is: true positives ÷ (true + false positives). 1 is best.
metric-precision_macro = Precision, mean of classes
    .is = For each class, the right ones among the rows predicted as it; then the plain mean over the classes. 1 is best.
metric-recall = Share caught (recall)
    .is = Of the rows that are positive, the share that is called so: true positives ÷ (true positives + false negatives). 1 is best.
metric-recall_macro = Recall, mean of classes
    .is = For each class, the share of its rows that is caught; then the plain mean over the classes. 1 is best.
metric-precision_weighted = Precision, weighted mean
    .is = Precision of each class, weighted by its number of rows. 1 is best.
metric-recall_weighted = Recall, weighted mean
    .is = Recall of each class, weighted by its number of rows: the same as accuracy. 1 is best.
metric-specificity = Share of negatives left in peace (specificity)
    .is = Of the rows that are negative, the share that is called so: true negatives ÷ (true negatives + false positives). 1 is best.
metric-f1 = F1
    .is = Harmonic mean of precision and recall of the positive class: 2 · p · r ÷ (p + r). 1 is best.
metric-f1_macro = F1, mean of classes
    .is = F1 of each class, then the plain mean: rare classes count as much as frequent ones. 1 is best.
metric-f1_weighted = F1, weighted mean
    .is = F1 of each class, weighted by its number of rows. 1 is best.
metric-roc_auc = Area under the ROC curve
    .is = Chance that a positive row gets a higher score than a negative one. 0.5 is guessing, 1 is best.
metric-roc_auc_ovr = Area under ROC, class against rest
    .is = The area under the ROC curve of each class against all others, then the plain mean. 0.5 is guessing, 1 is best.
metric-average_precision = Average precision
    .is = Area under the curve of precision against recall, as a sum of steps: Σ (rₙ − rₙ₋₁) · pₙ. 1 is best.
metric-log_loss = Log loss
    .is = Mean of −ln(probability given to the true class). Being sure and wrong costs most. 0 is best.
metric-brier_score = Brier score
    .is = Mean squared difference between the predicted probability and what happened (0 or 1). 0 is best.
metric-matthews_corrcoef = Matthews correlation
    .is = Correlation between true and predicted classes, using all cells of the confusion matrix. 0 is guessing, 1 is best.
metric-cohen_kappa = Cohen's kappa
    .is = Agreement beyond chance: (observed − expected) ÷ (1 − expected). 0 is chance, 1 is best.
metric-silhouette_score = Silhouette
    .is = How much nearer rows are to their own cluster than to the next: mean of (distance to the next − distance to the own) ÷ the larger. 1 is best; 0 where clusters touch.
metric-davies_bouldin_score = Likeness of neighbouring clusters (Davies-Bouldin)
    .is = Spreads of two clusters ÷ the distance of their centres, the worst for each cluster, averaged. 0 is best.
metric-calinski_harabasz_score = Spread between over spread within (Calinski-Harabasz)
    .is = How far the clusters' centres lie apart ÷ how far rows lie from their centres, each by its degrees of freedom. Larger is better, on the same rows.
metric-outlier_share = Share of rows marked as outliers
    .is = Rows marked ÷ all rows. Neither high nor low is good.
metric-mean_absolute_scaled_error = Error beside repeating the season (MASE)
    .is = Absolute errors ÷ the mean absolute difference of values a season apart in the training rows, averaged. Below 1 is closer than the season before is one step ahead.
metric-symmetric_mean_absolute_percentage_error = Error as a share of truth and forecast (sMAPE)
    .is = 2 × |truth − forecast| ÷ (|truth| + |forecast|), averaged. 0 is best, 2 is the worst.
metric-interval_coverage = Share of values within their intervals
    .is = Values between the bounds of their forecasts ÷ all. Should be near what the intervals promise, 0.9 unless the recipe says otherwise.
metric-r2 = Share explained (R²)
    .is = 1 − (sum of squared errors ÷ sum of squared deviations from the mean). 1 is best, 0 is as good as the mean.
metric-adjusted_r2 = Adjusted R²
    .is = R² lowered by the number of features: 1 − (1 − R²)(n − 1) ÷ (n − features − 1).
metric-mean_squared_error = Mean squared error
    .is = Mean of (actual − predicted)². In squared units of the target. 0 is best.
metric-root_mean_squared_error = Typical error (RMSE)
    .is = Square root of the mean squared error, in the target's own units. 0 is best.
metric-mean_absolute_error = Mean absolute error
    .is = Mean of |actual − predicted|, in the target's own units. 0 is best.
metric-median_absolute_error = Median absolute error
    .is = Half of the rows are off by less than this. In the target's own units. 0 is best.
metric-mean_absolute_percentage_error = Mean absolute percentage error
    .is = Mean of |actual − predicted| ÷ |actual|, as a share. Huge where the actual value is near 0. 0 is best.
metric-max_error = Largest error
    .is = The worst row's |actual − predicted|, in the target's own units. 0 is best.
metric-explained_variance = Explained variance
    .is = 1 − (variance of the errors ÷ variance of the target). Unlike R², it forgives a constant offset. 1 is best.

## Judged

judge-title = How sure, and where it fails
judge-why = Intervals of every score, what the threshold does, where the model fails, and whether a column gives the answer away. Takes some seconds.
judge-begin = Judge this model
judge-runs = it is being judged
judge-of = { $n ->
    [one] Of { $n } { $part } row; intervals are meant to hold the figure in 95 of 100 samples like this one.
   *[other] Of { $n } { $part } rows; intervals are meant to hold the figure in 95 of 100 samples like this one.
    }
judge-two = Catches { $caught } rows of { $class }, and is wrong about { $wrong } that it calls so.
judge-never = { $n ->
        [one] Calls no row { $class }: the one that is one is missed.
       *[other] Calls no row { $class }: all { $n } that are ones are missed.
    }
judge-many = Right about { $right } rows. Worst at { $class }: it catches { $caught }.
judge-numbers = Half of the rows turn out between { $q1 } and { $q3 } above what is predicted, 9 of 10 between { $low } and { $high }.
judge-of-base = { $n } of { $base }
judge-none = none
judge-one-in = 1 in { $n }
judge-tab-threshold = Threshold
judge-tab-curves = Curves
judge-tab-classes = Classes
judge-tab-residuals = Residuals
judge-tab-promised = Promised answers
judge-tab-mistakes = Mistakes
judge-tab-leaks = Leaks
judge-brier = The squared error of the probability of { $class } (Brier score) is { $score }: { $reliability } for probabilities that do not come true (reliability; 0 is best), less { $resolution } for telling rows apart (resolution), and { $uncertainty } that no model of the share alone avoids (uncertainty).
work-fairness = Comparing groups
fair-title = For whom it works
fair-why = A model that is good on the whole may fail some people. Choose the columns whose groups matter, such as sex, age or place: also columns that the model does not read. Numbers are parted into four ranges.
fair-begin = Compare groups
fair-runs = groups are being compared
fair-no-data = the data that the model was trained on are not loaded
fair-no-columns = choose a column first
fair-class = Being selected is being called
fair-mitigate = Also try what would bring the groups closer: thresholds by group, and training once more on weighed rows
fair-balanced = Choose thresholds for both classes alike (balanced accuracy), which a rare class needs
fair-of = { $n ->
    [one] Of { $n } { $part } row.
   *[other] Of { $n } { $part } rows.
 } Groups of fewer than { $least } rows are told and not compared. Below a figure is the interval that holds it in 95 of 100 samples like this one.
fair-selected = Selected is who is called { $class }.
fair-by = By { $columns }
fair-all = All rows
fair-small = too few to compare
fair-group = Group
fair-more = { $n } more groups are in the report of the command line.
fair-figure-selection_rate = Selected
    .help = Share of the group that is selected (selection rate).
fair-figure-true_positive_rate = Rightly selected
    .help = Of those who have the class, the share that is selected (true positive rate, recall).
fair-figure-false_positive_rate = Wrongly selected
    .help = Of those who do not have the class, the share that is selected (false positive rate).
fair-figure-accuracy = Right
    .help = Share of the group whose class was chosen (accuracy).
fair-figure-balanced_accuracy = Right, classes alike
    .help = Mean of the shares of both classes that are called rightly (balanced accuracy).
fair-figure-base_rate = Have the class
    .help = Share of the group that has the class (base rate).
fair-figure-mean_probability = Mean probability
    .help = What the model expects of the group. Where it comes true, it is near the share that has the class.
fair-figure-mean_prediction = Mean prediction
    .help = Mean of the predicted numbers.
fair-figure-mean_actual = Mean actual
    .help = Mean of the actual numbers.
fair-figure-mean_error = Mean error
    .help = Mean of predicted less actual: above zero the group is predicted too much.
fair-figure-mean_absolute_error = Mean size of errors
    .help = Mean absolute error.
fair-alike = Alike in
fair-difference = Difference
fair-ratio = Ratio
fair-between = Lowest and highest
fair-between-groups = { $low } – { $high }
fair-apart-demographic_parity = Selection (demographic parity)
    .help = Whether groups are selected equally often. The 80 % rule asks that the least be at least 0.8 of the greatest.
fair-apart-equal_opportunity = Right selection (equal opportunity)
    .help = Whether those who have the class are selected equally often in every group.
fair-apart-equalized_odds = Right and wrong selection (equalised odds)
    .help = The worse of the true and the false positive rate.
fair-apart-accuracy = Accuracy
    .help = Whether the model is right equally often.
fair-apart-mean_prediction = Mean prediction
    .help = Whether groups are predicted alike.
fair-apart-mean_error = Mean error
    .help = Whether some are predicted too much and others too little.
fair-apart-mean_absolute_error = Mean size of errors
    .help = Whether errors are equally large.
fair-rule-kept = keeps the 80 % rule
fair-rule-broken = breaks the 80 % rule
fair-with-demographic_parity = With thresholds by group: selected equally often
    .help = Each group has its own threshold, chosen so that all are selected equally often.
fair-with-true_positive_rate_parity = With thresholds by group: rightly selected equally often
    .help = Each group has its own threshold, chosen so that those who have the class are selected equally often.
fair-with-equalized_odds = With thresholds by group: right and wrong selection alike
    .help = Each group has its own thresholds and lots, chosen so that both rates are alike; often at a high price.
fair-with-reweighing = With weighed training rows
    .help = The recipe was trained again on rows that weigh as if the class did not depend on the group.
fair-learned = { $n ->
    [one] Learned on { $n } row, judged on others.
   *[other] Learned on { $n } rows, judged on others.
 }
fair-before = Without
fair-after = With
fair-thresholds = Thresholds of the groups
fair-lot = { $share }: { $what }
fair-lot-none = none is selected
fair-lot-all = all are selected
fair-lot-above = selected above { $at }
fair-ignore = in { $share } of the cases the score does not count, and { $constant } are selected by lot
fair-weights = Weights of the groups and classes
fair-weight = { $n ->
    [one] { $group }, { $class }: { $n } row counts { $weight }
   *[other] { $group }, { $class }: { $n } rows count { $weight }
 }
picture-calibration_by_group = Do probabilities come true, by { $by }?
    .help = A line for each group: along the diagonal probabilities come true, above it they are too low, below too high.
card-title = What people must know
card-why = Only people know these. The answers go into the recipe, the model card and the report.
card-left = { $n ->
    [one] One question is open.
   *[other] { $n } questions are open.
 }
card-intended_use = Intended use
    .help = What decision does a prediction serve, and who takes it?
card-out_of_scope = Out of scope
    .help = Which rows or decisions is the model not meant for?
card-affected = Who is affected
    .help = Whom do its predictions concern, and what happens when they are wrong?
card-consent = Consent
    .help = Do those whose data these are know of it, and do they agree?
card-recourse = Recourse
    .help = What can somebody do about a decision?
card-authors = Authors
    .help = Who made it, and whom to ask.
card-license = License
    .help = Under which conditions others may use it.
interval = { $low } to { $high }
threshold-class = Class
threshold-why = Rows whose probability of { $class } is at least the threshold are called { $class }.
threshold-label = Threshold
operating-roc = Caught against false alarms, at this threshold
operating-precision = Precision against recall, at this threshold
operating-false-alarms = Share of false alarms
operating-caught = Share caught (recall)
operating-right = Share of alarms right (precision)
operating-all = all thresholds
operating-threshold = threshold { $threshold }
payoff-kinds = What happens
payoff-rows = Rows
payoff-worth = Worth of one
payoff-kind-caught = Caught (true positive)
payoff-kind-false-alarms = False alarm (false positive)
payoff-kind-missed = Missed (false negative)
payoff-kind-left-alone = Left alone (true negative)
payoff-now = At this threshold a row is worth { $payoff } on average.
payoff-take = Take the best: { $threshold }
payoff-take-none = Best: call no row { $class }
payoff-best = There a row is worth { $payoff }.
payoff-beware = The best threshold was chosen on the rows that it is told of, so it looks a little better than it will be. The model itself goes on to choose the most probable class.
classes-why = Share of a class's alarms that are right (precision), share of its rows that are caught (recall), and both together (F1), as scikit-learn's report.
classes-class = Class
classes-mean-micro = All rows (micro)
classes-mean-macro = Mean of the classes (macro)
classes-mean-weighted = Mean by rows (weighted)
residuals-why = Actual less predicted: the share of rows that is missed by this much or less.
residuals-share = Share of rows
residuals-value = Actual less predicted
residuals-mean = Mean { $mean }, standard deviation { $std }. A mean far from 0 is a bias.
promised-why = An interval around each prediction that holds the truth as often as promised, whatever the model, as long as rows to come are like these (split conformal prediction). Calibrated on validation rows, counted on test rows.
promised-why-sets = Instead of one class a set of classes that holds the true one as often as promised, whatever the model, as long as rows to come are like these (split conformal prediction). Calibrated on validation rows, counted on test rows.
promised-none = There are no promised answers for this model: they need validation rows, test rows, and of a classifier probabilities.
promised-way = Way
promised-level = Promised
promised-coverage = Held the truth
promised-size = Classes in a set
promised-width = Width
promised-absolute_residual = Same width for every row
promised-quantile_boosting = Between two quantiles, as predicted
promised-conformalised_quantile = Between two quantiles, conformalised
promised-lac = Smallest sets (LAC)
promised-aps = Sets that adapt to the row (APS)
stability-title = Which clusters come back
stability-why = The training rows are drawn 100 times with replacement and clustered anew. For each cluster the share of rows is measured that it has in common with the one most like it (Jaccard): a cluster that does not come back is no more than an accident of these rows.
stability-begin = Cluster 100 times
stability-sentence = { $stable } of { $n ->
    [one] 1 cluster
   *[other] { $n } clusters
} came back reliably over { $rounds } samples, { $doubtful } should not be trusted.
stability-rand = The adjusted Rand index of all together is { $rand } (1 is the same, 0 chance), with { $found } clusters on average.
stability-noise = { $n ->
    [one] 1 row belongs
   *[other] { $n } rows belong
} to no cluster and { $n ->
    [one] is
   *[other] are
} not among them.
stability-cluster = Cluster
stability-rows = Rows
stability-jaccard = Likeness (Jaccard)
stability-recovered = Recovered (above 0.75)
stability-dissolved = Dissolved (0.5 or less)
stability-means = What that means
stability-firm = Highly stable (0.85 and more)
stability-stable = Stable (0.75 and more)
stability-pattern = A pattern, but which rows belong to it is doubtful (0.6 and more)
stability-doubtful = Not to be trusted (below 0.6)
stability-never = None of its rows was drawn
picture-stability = How alike each cluster came back
    .help = A box for each cluster over the samples: half of them lie within it, the lines reach to the least and the most alike. 1 is the same rows.
quantiles-title = Intervals that are wide where it is unsure
quantiles-why = Two models of boosted trees are trained with the same preparation, one of a low and one of a high quantile of the target. Between them lies the interval of a row. Conformalised, both ends are moved so that validation rows are held as often as promised. Test rows say how often the truth is held.
quantiles-level = Rows to hold
quantiles-begin = Train both
quantiles-widths = Of the last way's intervals one in ten is at most { $low } wide, half are at most { $middle }, and nine in ten at most { $high }. Where these differ much, one width for all rows tells too little of the sure rows and too much of the unsure ones.
segments-title = Where it fails more than elsewhere
segments-why = Found by a shallow tree on { $found } rows, measured on { $measured } others, where the error is { $overall } over all. Small p-values cannot be chance; they are corrected for the number of groups.
segments-none = No group of rows was found on which it does worse than on the others.
segments-rows = Rows with
segments-wrong = Wrong
segments-error = Error
segments-chance = may be chance
segments-p = p-value
segments-show = Show these rows of the data
mistakes-title = The surest mistakes
mistakes-title-numbers = The largest errors
mistakes-why = A row's number leads to what made the model answer so.
mistakes-explain = Why did the model answer so?
mistakes-none = There are no mistakes on these rows.
mistakes-row = Row of the file
mistakes-actual = Actual
mistakes-predicted = Predicted
mistakes-sure = How sure
leaks-none = Nothing hints at a leak: no column alone tells the target, no row stands in two parts, the score is not too good.
leaks-alone = How well each column does alone
leaks-alone-why = 0 is guessing, 1 is knowing the target, on rows that were held out. A column near 1 may have been written after the answer was known.
picture-precision_recall = Alarms right against share caught (precision and recall)
    .help = The further a curve keeps to the upper right, the better. The flat line is guessing.
picture-gains = Share caught by share of rows (cumulative gains)
    .help = Begin with the most probable rows: how many of a class are caught when so many rows are looked at.
picture-lift = Times better than chance (lift)
    .help = How many more of a class are among the most probable rows than among rows drawn at random.
picture-calibration = Do the probabilities come true? (calibration)
    .help = On the diagonal, of rows that get 70 % seven of ten come true. Below it the model is too sure.
picture-scores_by_class = Probabilities by true class
    .help = The less the classes overlap, the better they are told apart.
picture-residual_histogram = Spread of the residuals
    .help = Actual less predicted. Two humps or a long tail are something that the model does not know.
picture-residual_quantiles = Residuals against a normal distribution (Q-Q plot)
    .help = Dots on the line are as often as a normal distribution has them; ends that bend away are rare large errors.
picture-residuals_by = Residuals by column
    .help = A column whose values go with the residuals knows something that the model does not.

## Explain

explain-questions = Questions about the model
explain-tab-matters = What matters
explain-tab-columns = Column by column
explain-tab-what-if = What if
explain-tab-rows = Contributions
explain-begins = Beginning
explain-again = Compute again
explain-output = Explained for
explain-missing = (empty)
explain-unit-probability = probability
explain-unit-log-odds = log-odds
explain-unit-score = score
explain-unit-chosen = chosen, 1 or 0
explain-unit-number = predicted number
explain-unit-log = logarithm of the prediction
explain-unit-unusual = how unusual
matters-title = What matters
matters-what = Each column's cells are shuffled among the rows the model has not learned from. The more the score suffers, the more the model needs the column (permutation importance).
matters-ask = Measure what matters
matters-metric = Judged by
matters-nothing = No column moves { $metric }: the model gives the same answers whatever their order. A metric of probabilities, such as the logarithmic loss, may tell more.
matters-picture = Loss of { $metric } without a column's order
    .help = The mean over the shuffles. Near zero: the model does well without the column. Columns that say the same share their importance.
matters-rows = On { $n } { $part } rows, each column shuffled { $repeats } times. The interval is where the mean would lie in 95 of 100 repetitions of the shuffling.
matters-column = Column
matters-loss = Loss
matters-interval = 95 % interval
dropped-title = What the model is worth without a column
dropped-what = The recipe is trained again without each column (drop-column importance), and what gets worse is what only that column knows. Of two columns that say the same neither is missed. As many trainings as there are columns: this takes a while.
dropped-ask = Train without each column
dropped-picture = Importance by dropping the column: { $metric }
    .help = How much worse the metric is on held out rows where the model was trained without the column. Below zero it is better without.
dropped-rows = On { $n } { $part } rows. The interval is where the loss would lie in 95 of 100 samples of such rows, drawn { $repeats } times; that a training may come out otherwise is not in it.
effects-title = How the answer changes with a column
effects-what = All rows are given the same value of one column, one value after the other, and the model is asked.
effects-ask = Draw the curve
effects-dependence = Mean answer by { $column } (partial dependence)
    .help = The line is the mean over the rows; the band holds eight of ten rows, each with its own line. Where columns go together, some of these rows could not exist.
effects-local = What { $column } does by itself (accumulated local effects)
    .help = Only rows near a value are moved to its neighbours, and the changes are added up; zero is the mean. It keeps to rows that could exist.
shap-rows-title = What columns contribute
shap-rows-what = The answer to a row is what is answered when nothing is known of it, plus what each column contributes (SHAP values). Here the mean size over many rows.
shap-rows-ask = Compute contributions
shap-rows-picture = Mean contribution of a column, { $unit }
    .help = Without its sign: how far the column moves the answer, up or down.
shap-rows-count = Rows
shap-swarm = Contribution of each column to each row, { $unit }
    .help = Every row is a dot in each line. To the right the column raises the answer, to the left it lowers it; dots of the same contribution are stacked. The colour is where the cell stands among those of its column; categories and missing cells are grey.
shap-color = Cell
shap-cell = Cell
shap-value = Contribution, { $unit }
shap-dependence-title = A column against its contribution
shap-dependence = What { $column } contributes
    .help = Every row is a dot: its cell along the bottom, what the cell contributes to its answer on the left. Where dots of the same cell lie apart, another column changes what the cell means; the colour is the column that goes with this best.
shap-dependence-by = What { $column } contributes, by { $other }
shap-colour = Coloured by
shap-colour-auto = What goes with it best ({ $column })
shap-colour-none = none
together-title = Do two columns matter together?
together-what = Measured is which share of what both do to the answer neither does alone (Friedman's H): 0 where each matters for itself, 1 where only both together do.
together-first = First column
together-second = Second column
together-ask = Measure
together-rows = { $a } and { $b }, on { $n } { $part } rows.
together-meaning = Meaning
together-strong = They matter together: look at one by the other.
together-some = Part of what they do, they do together.
together-weak = Each matters by itself.
together-nothing = Neither changes the answer.
shap-rows-how = { $n } rows against { $background }, by the method { $method }.
what-if-title = One row, and what if
what-if-what = Start from a row, change its cells and see the answer move, and how much each column contributes to it.
what-if-ask = Look at a row
what-if-row = Row
what-if-undo = Back to the row
what-if-find = Find a column
what-if-more = { $n ->
        [one] Show 1 more column
       *[other] Show more of { $n } columns
    }
what-if-before = before: { $answer }
what-if-sum = From { $base }, when nothing is known, to { $answer }, with all its cells.
what-if-from = In the file: { $cell }
what-if-force = What pushes the answer, { $unit }
    .help = From the left push the columns that raise the answer, from the right those that lower it; they meet at the answer. The wider, the stronger.
what-if-picture = What each column contributes, { $unit }
    .help = From the base, what is answered when nothing is known of the row, step by step to its answer; the strongest first.
otherwise-title = What would give another answer
otherwise-what = The smallest changes of this row that the model answers otherwise, each in other columns (counterfactuals). New cells are ones that training rows have. It says what the model would answer, not that the change can be made or would help.
otherwise-ask = Look for changes
otherwise-class = Wished answer
otherwise-any = any other
otherwise-least = At least
otherwise-most = At most
otherwise-neither = Say at least or at most how much the answer should be.
otherwise-may = What may change
otherwise-may-any = may change
otherwise-may-fixed = stays
otherwise-may-up = only up
otherwise-may-down = only down
otherwise-none = No change of up to 6 columns to cells that training rows have was found that gives this answer. Let more columns change, or wish for less.
otherwise-found = { $before } now; wished for: { $wished }. The model was asked about { $asked } rows. The distance counts 1 for each changed word and, for a number, its change in median absolute deviations of the training rows.
otherwise-distance = distance { $distance }
otherwise-take = Write it into the row
otherwise-column = Column
otherwise-from = Now
otherwise-to = Then
similar-title = Training rows like this one
similar-what = The rows that the model learned from and sees as most alike: the distance is over the prepared features, each in its standard deviations.
similar-ask = Find similar rows
similar-row = Row
similar-this = this row
similar-distance = Distance
similar-target = Truth
similar-answer = Answer
similar-more = Shown are the columns in which most of them differ from this row.
surrogate-title = The model in rules
surrogate-what = A shallow tree learns to answer as the model does, from the raw columns (a surrogate). It is a sketch of the model: how faithful it is stands beside it.
surrogate-depth = Questions in a row
surrogate-find = Find a column in it
surrogate-ask = Put it into rules
surrogate-picture = { $target } in a few questions
    .help = Read from left to right: each box is the rows that come there, with the model's most frequent answer or the mean of its answers. Zoom and move it as any picture; a column that is looked for is marked.
surrogate-accuracy = On { $n } { $part } rows it answers as the model does in { $share }; always giving the most frequent answer would in { $constant }.
surrogate-r2 = On { $n } { $part } rows it explains the model's answers with R² { $r2 }: 1 would be all, 0 no more than their mean.
surrogate-undefined = The model answers all these rows the same, so that there is nothing to follow.
surrogate-not-asked = It cannot ask about text and ids: { $columns }.
surrogate-rules = Rule
surrogate-rule = If { $words }: { $answer }
surrogate-always = Always { $answer }
surrogate-rows = Rows
surrogate-agrees = Model says the same
surrogate-away = Model is away by
weights-title = What the model says by itself
weights-coefficient = Weights of the features (coefficients)
    .is = How the score moves when a prepared feature grows by one, all others being equal: up where positive, down where negative. For several classes it is the largest over the classes. Compare them only where the features are scaled alike.
weights-impurity = Importance of the features (impurity)
    .is = How much the splits on a feature made the groups purer, as a share of all. Features with many different values are favoured.
weights-none = This model does not say by itself what it goes by.

## Export

receipt-title = Proof of the export
receipt-what = The ONNX file is loaded into an independent runtime and scores the test rows; the answers are compared with the model's own.
receipt-make = Compare now
receipt-equal = The ONNX file gives the same answers as the model on all { $n } rows.
receipt-differs = The ONNX file does not give the same answers as the model.
receipt-none = There is nothing to prove: the bundle holds the model itself. Which models can be written as ONNX stands in the list of models.
receipt-runtime = Runtime
receipt-rows = Rows compared
receipt-rows-of = { $n } ({ $part })
receipt-labels = Labels that differ
receipt-difference = Largest difference
receipt-tolerance = Accepted difference
receipt-sha = ONNX file (SHA-256)
export-verifying = Comparing the export with the model…
export-making = Making a file…
onnx-first = Offered once it is proven equal.
onnx-unproven = Not offered: it is not proven equal.
onnx-none = This model cannot be written as ONNX. The bundle holds it.
files-title = Files
files-bundle = The bundle holds all of this in one file, with the proof: the command line and a server can load it.
download-bundle = Download the bundle
download-onnx = ONNX
    .what = The whole pipeline, raw columns in, for any ONNX runtime.
download-predictions = Predictions
download-spreadsheet = Predictions for a spreadsheet
    .what = The same, with an apostrophe before cells that a spreadsheet would run as a formula: those that begin with =, +, - or @ and are no number.
download-card = Model card
    .what = What it is, how it was made, how good it is, as Markdown.
download-report = Report
    .what = One HTML page for those who did not train it: data, results, for whom, limits, how to reproduce. Prints well. Takes some seconds.
predictions-test = The test rows with predictions, as CSV.
predictions-applied = The file applied last, with predictions, as CSV.
recipe-title = Recipe
recipe-what = Everything that was decided here, as a TOML file. The command line trains the same model from it.
recipe-none = There is no recipe yet.
download-recipe = Save the recipe
open-recipe = Open a recipe
apply-title = Apply to new data
apply-what = Columns are matched by name; their order and columns too many do not matter. Where the file has the target, the predictions are scored.
apply-choose = Choose a file to score
apply-rows = { $n ->
    [one] { $n } row scored.
   *[other] { $n } rows scored.
    }
apply-clean = Every column was there and every cell was understood.
apply-extra = { $n ->
    [one] One column is not used by the model:
   *[other] { $n } columns are not used by the model:
    }
apply-unparsed = Cells that could not be read as the column's type, taken as missing:
apply-unseen = Cells with values that the training rows did not have:
apply-missing = Missing cells, where the training rows had none:
apply-negative = Negative numbers, of which there is no logarithm, taken as 0:
apply-scores = { $n ->
    [one] Scores on the { $n } row with a target:
   *[other] Scores on the { $n } rows with a target:
    }
apply-preview-more = { $n ->
    [one] The downloaded file has { $n } more column.
   *[other] The downloaded file has { $n } more columns.
    }
apply-preview = First rows with predictions

## Recipe panel

panel-title = Recipe
panel-open = Show the recipe
panel-fold = Fold the recipe panel
panel-unfold = Show the recipe panel
panel-empty = Everything that is decided is written down here, step by step, and can be undone.
panel-data = Data
panel-target = Target
panel-no-target = not chosen yet
panel-without-target = none is needed
panel-split = Split
panel-split-detail = { $train } / { $validation } / { $test }, { $method }
panel-defaults = with its defaults

## Faults and warnings

fault-word = Problem:
fault-causes = Details
fault-go = Go to { $stage }
warning-word = Warnings
warning-count = { $n ->
    [one] { $n } thing to know
   *[other] { $n } things to know
    }
warning-more = { $n ->
    [one] { $n } more
   *[other] { $n } more
    }
place-line = line { $n }
place-row = row { $n }
place-column = column "{ $name }"
place-parameter = { $path }
fault-unreadable = { $file } could not be read.
    .remedy = Check that the file is still there, then choose it again.
part-title = Read a part of { $file }
part-what = The whole is too large for a tab, or for the memory that is left. A model that learns from a part of the rows is often as good.
part-rows = Rows (empty: all)
part-pick = Which rows
part-first = the first
part-random = any, at random
part-stratified = any, keeping a column's shares
part-by = Column whose shares are kept
part-columns = Only these columns (empty: all)
part-read = Read this part
part-none = Say how many rows or which columns; to keep shares, of which column.
fault-too-large = { $file } has { $size }; a tab can hold a table of at most { $most }.
    .remedy = Take some of its rows or columns, or use the command line, which has the memory of the whole machine.
fault-download = { $file } could not be offered for download.
fault-unsent = The request could not be sent to the engine.
fault-no-worker = The engine could not be started.
fault-worker = The engine stopped unexpectedly and was started again.
    .remedy = Your table and recipe are brought back. Try once more; if it stops again, try with fewer rows or columns.
fault-worker-ended = it ended without a word; the browser may have run out of memory
fault-worker-lost = The engine stops every time it is started.
    .remedy = Reload the page. If that does not help, your browser may be too old or out of memory.
fault-protocol = The engine's answer was not understood.
    .remedy = Reload the page: parts of it may be of different versions.
fault-data-lost = The table was lost when the engine stopped: this browser did not let it be kept.
    .remedy = Give the file again. The recipe is still here.

## Cross-validation

folds-title = Cross-validation
folds-why = Trains the recipe anew on parts of all rows, each time scoring the rows that were held back. It tells how much a score depends on which rows one happened to have.
folds-method = How rows are parted
folds-by-split = As the rows are split
folds-by-k_fold = At random
folds-by-stratified_k_fold = Keeping the shares of classes
folds-by-group_k_fold = Whole groups
folds-by-time_series_split = By time, later after earlier
folds-by-leave_one_out = Every row by itself
folds-count = Folds
folds-repeats = Repeats
folds-button = Cross-validate
folds-running = It is running.
folds-done = The cross-validation is done.
folds-nested = Search for parameters within each fold ({ $n } trials)
    .title = Nested cross-validation: what is searched is chosen on a fold's training rows alone, so the score holds for searching and training together. Takes many times as long.
folds-nested-told = With { $n } trials within each fold, the searches told { $metric } { $inner } of themselves; on rows that they had not seen it is { $outer }.
folds-nested-each = What was chosen in each fold
folds-nested-chosen = Fold { $n }: { $values }
folds-stale = These are scores of an earlier recipe.
folds-so-far = Fold { $n }: { $metric } { $score }
folds-summary = { $metric } is { $mean } on average over { $n } folds. With other rows of the same kind the average would lie between { $low } and { $high } (95 % interval; folds share training rows, which it allows for).
folds-summary-plain = { $metric } is { $mean } over { $n } folds.
folds-failed = Fold { $n } was not trained: { $why }
folds-mean = Mean
folds-interval = 95 % interval
folds-each = Each fold
folds-strip = { $metric } of each fold, with the mean and its interval
strip-point = Fold { $n }: { $score }

## Two models on the same folds

compared-title = Is the difference real?
compared-why = Trains both on the same parts of the rows, made as Cross-validation above says, and looks at how their scores differ from part to part.
compared-button = Compare on folds
compared-five-by-two = also five times on halves (5×2-fold tests)
compared-done = The comparison is done.
compared-no-folds = rows cannot be held back for this kind of question
compared-other-data = the two are of other data or another target
compared-better = { $name } is better
compared-neither = It does not matter which
compared-same = It does not matter which: they differ by less than { $rope }.
compared-unclear = These folds cannot tell which is better. More repeats, or more rows, may.
compared-means = { $metric } over { $folds } folds: { $first } ({ $one }), { $second } ({ $other }).
compared-strip = How much better the upper one of the list is on each fold, { $metric }
compared-difference = { $name } is better by { $mean } on average, the 95 % interval being { $low } to { $high }. Each dot is a fold.
compared-odds = How probable that is, where less than { $rope } does not matter (Bayesian correlated t-test)
compared-tests = Significance tests
compared-test = Test
compared-statistic = Statistic
compared-only-right = only the first right { $one } times, only the second { $other }
comparison-corrected_t = Corrected resampled t-test (Nadeau, Bengio)
comparison-five_by_two_t = 5×2-fold t-test (Dietterich)
comparison-five_by_two_f = Combined 5×2-fold F-test (Alpaydin)
comparison-mcnemar = McNemar's test on the test rows

## Curves of scores

curves-title = Learning and validation curves
curves-why = Scores with ever more training rows, or along the values of one parameter, each over the folds of a cross-validation.
curves-over = Along
curves-rows = Training rows
curves-button = Draw the curve
curves-done = The curve is drawn.
decomposed-title = Bias and variance
decomposed-why = The recipe is trained on many samples that are drawn from the training rows with replacement. What all these models miss together is bias, what they differ by is variance: it tells whether to look for a richer model or for a steadier one.
decomposed-rounds = Models
decomposed-begin = Part the errors
decomposed-loss = Mean loss
decomposed-bias = Bias
decomposed-variance = Variance
decomposed-wrong = Share of rows
decomposed-squared = Squared error
decomposed-mostly-variance = Mostly variance: the models follow the rows that they happened to see. Average more models, regularise or simplify, or give more rows.
decomposed-mostly-bias = Mostly bias: all of them miss the same rows. Another model or other columns may help, more rows hardly. What nobody could know from these columns counts as bias, too.
decomposed-both = Bias and variance both matter: neither more rows nor a richer model alone will do.
decomposed-none = There are no errors to part: every model is right about every row.
decomposed-figures = Mean loss { $loss }, bias { $bias }, variance { $variance }, of { $rounds } models and { $n ->
    [one] 1 { $part } row
   *[other] { $n } { $part } rows
}.
decomposed-of-classes = The loss is the share of wrong answers. Bias is that of the class most of the models choose, variance the share of answers that differ from it; the two need not add up.
decomposed-of-numbers = The loss is the squared error: bias and variance add up to it.
picture-decomposed = What the errors are made of
    .help = The mean loss over all models, what they miss together (bias), and what they differ by (variance).
curve-held = Held out rows
curve-more-rows = More rows would help: with the last rows that came, { $metric } became better by { $gain }.
curve-overfits = The model answers its training rows better than others by { $gap } ({ $metric }), and more rows hardly close the gap: a simpler model, or one with more regularisation, may do better.
curve-settled = More rows like these would hardly help, and training rows are answered hardly better than others. Other columns or another model might help.
curve-best = Best at { $at }.
curve-best-at-end = Best at { $at }, which is an end of what was tried: look beyond it.
picture-score-curve = { $metric } on training rows and on held out rows
    .help = Mean of { $n } folds, with one standard deviation on either side.

## A good model of any kind

automl-title = Find me a good model
automl-why = Tries many kinds of models with fitting preparation, searches the parameters of the promising ones and puts the best together, for as long as you say. The test rows take no part. How much is tried depends on this machine; the recipe that is found does not.
automl-minutes = Minutes at most
automl-button = Find me a good model
automl-done = The search for a model is done.
automl-unfinished = { $n ->
        [one] A search was interrupted after one trial, with { $left } left. It can go on where it was.
       *[other] A search was interrupted after { $n } trials, with { $left } left. It can go on where it was.
    }
automl-board = { $n ->
        [one] The best of each kind after 1 trial
       *[other] The best of each kind after { $n } trials
    }
automl-place = Place
automl-model = Model
automl-folds = Folds
automl-strip = Scores of { $model } on each fold
automl-size = Size
automl-speed = Rows a second
automl-take = Use it
automl-share = on { $share } of the rows
automl-own = The recipe as it was ({ $model })
automl-together = { $model } of { $members }
automl-failed = { $n ->
        [one] 1 trial came to nothing
       *[other] { $n } trials came to nothing
    }

## Search

search-title = Find better parameters
search-why = Trains the recipe again and again with other parameters, and keeps what scores best. The test rows take no part, so their score stays honest.
search-method = How the next trial is chosen
search-by-tpe = By what went well (TPE)
    .help = Tries values that resemble those of the best trials. Good for most searches.
search-by-gp = By a smooth guess (Gaussian process)
    .help = Draws a smooth function through the trials and tries where it promises the most. Strong with few trials and few parameters; choosing a trial takes longer.
search-by-random = At random
    .help = Tries any values. Hard to beat where many parameters do not matter.
search-by-grid = Every combination (grid)
    .help = Tries some values of each parameter with all of the others. Only for two or three parameters.
search-by-successive_halving = Successive halving
    .help = Begins with many trials on few rows, and goes on with the best third on three times as many.
search-by-hyperband = Hyperband
    .help = Several halvings, from many trials on few rows to few trials on all.
search-metric = What is to become better
search-metric-auto = The usual of this question
search-trials = Trials
search-minutes = Minutes at most
search-minutes-any = no limit
search-space = { $n ->
        [one] What is searched: 1 parameter
       *[other] What is searched: { $n } parameters
    }
search-others = { $n ->
        [one] 1 more parameter
       *[other] { $n } more parameters
    }
search-kinds = { $n ->
        [0] Other kinds of models
        [one] Other kinds of models (1)
       *[other] Other kinds of models ({ $n })
    }
search-kinds-why = Those that are ticked are tried beside the recipe's own, each with its own parameters; the best takes its place.
search-low = Smallest { $name }
search-high = Largest { $name }
search-log = in ratios
search-button = Search
search-running = A search is running.
search-done = The search is done.
search-unfinished = A search was interrupted after { $done } of { $total } trials. It can go on as if it had not been.
search-nothing = No trial could be judged on everything, so there is nothing to take over.
search-by-validation = the validation rows
search-by-folds = { $n } folds
search-kept = Nothing did better in { $n } trials than the recipe as it is: { $metric } { $score } over { $judged }.
search-better = The best of { $n } trials has { $metric } { $score } over { $judged }; the recipe as it was has { $before }.
search-stale = The recipe was changed since.
search-take = Use these parameters
search-take-train = Use them and train
search-parameter = Parameter
search-parameters = Parameters
search-was = As it was
search-is = Best
search-mattered = What mattered
search-trial = Trial
search-score = Score
search-each = Each trial
search-best = Best so far
search-lines = Line
search-time = Time
search-list = { $n ->
        [one] 1 trial
       *[other] { $n } trials
    }{ $pruned ->
        [0] {""}
       *[other] , { $pruned } given up early
    }{ $failed ->
        [0] {""}
       *[other] , { $failed } failed
    }
picture-search-best = Score by trial
    .help = Every trial's score, and the best until then.
picture-search-across = Trials across their parameters
    .help = Each line is a trial. It crosses every axis at the value that it tried, and ends at its score.
