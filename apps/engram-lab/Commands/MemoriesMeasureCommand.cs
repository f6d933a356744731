using System.CommandLine;
using System.Globalization;
using Engram.CommandLine;
using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.Datasets;
using Engram.Lab.Memories;
using Engram.MemoryIndex;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.MemorySearch.Strategies;
using Engram.Training.Recipes.Memories;
using Spectre.Console;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab memories measure</c>: measures what each strategy of key hashing keeps and loses.</summary>
public static class MemoriesMeasureCommand
{
    public static Command Create()
    {
        var kb = new Option<FileInfo>("--kb", "--triples") { Description = "Facts: subject|relation|object a line, or the NDJSON of an "
            + "import.", HelpName = "FILE", Required = true };
        var questions =
            new Option<FileInfo>("--questions") { Description = "Questions: question<TAB>answer|answer a line.", HelpName = "FILE",
                Required = true };
        var ways =
            new Option<string>("--ways") { Description = "Ways of hashing, parted by commas.", HelpName = "WAYS",
                DefaultValueFactory = _ => "words,entities,scan" };
        var cutoff = Positive(
            "--frequency-cutoff", "Words and entities in at least so many keys are not hashed.", KeyHash.DefaultFrequencyCutoff);
        var cap =
            new Option<int?>("--bucket-cap") { Description = "Buckets with more keys are dropped; left out, none is.", HelpName = "N" };
        var clusters = Positive("--clusters", "Number of clusters of word vectors.", 1000);
        var vectors = new Option<FileInfo?>("--vectors") { Description = "Word vectors for clusters: GloVe's text, or the JSON of "
            + "wink-embeddings.", HelpName = "FILE" };
        var seed =
            new Option<int>("--seed") { Description = "Draws the first centres of the clusters.", HelpName = "N",
                DefaultValueFactory = _ => new MemoryIndexOptions().ClusterSeed };
        var most = Positive("--most", "Best candidates that are kept.", new MemoryIndexOptions().MaxRecalledMemories);
        var steps = Positive("--steps", "How many steps from a question's entities its memories may lie; more than one only by entities.",
            new KnowledgeExperiment().Steps);
        var onTheWay = Positive("--max-facts-on-the-way", "With several steps: an entity in more keys, which the question leads to but "
            + "does not name, leads no further.", new KnowledgeExperiment().MaxFactsOnTheWay);
        var command = new Command(
            "measure", "Measure candidates, miss rate and time of the ways of key hashing.") { kb, questions, ways, cutoff, cap, clusters,
            vectors, seed, most, steps, onTheWay };
        command.SetAction(parsed =>
        {
            var chosen = WaysOf(parsed.GetRequiredValue(ways));
            if (chosen.Contains(HashingStrategy.Clusters) && parsed.GetValue(vectors) is null)
                throw new CommandException(
                    "Clusters are made of word vectors: name a file of them by --vectors, or leave 'clusters' out of --ways.");
            if (parsed.GetValue(cap) < 1)
                throw new CommandException($"--bucket-cap is {parsed.GetValue(cap)}; give a number from 1, or leave it out.");
            if (parsed.GetValue(steps) > 1 && !chosen.Contains(HashingStrategy.Entities))
                throw new CommandException(
                    $"--steps is {parsed.GetValue(steps)}, and only entities can be followed: take 'entities' among the --ways.");
            var memories = KnowledgeBaseFile.Read(Existing(parsed.GetRequiredValue(kb))).SelectMany(triple => triple.Plain().ToMemories())
                .Distinct()
                .Select((memory, index) => new StoredMemory(index + 1, memory.Key, memory.Value)).ToList();
            var asked = QuestionFile.Read(parsed.GetRequiredValue(questions).FullName);
            var measured = new List<HashingMeasure>();
            foreach (var way in chosen)
            {
                Report.Progress($"engram: {asked.Count} questions by {way.ToString().ToLowerInvariant()} to {memories.Count} memories");
                measured.Add(HashingMeasure.Of(memories, asked, HashOf(way), parsed.GetValue(most), ReachOf(way)));
            }

            new Report(parsed).Document(
                new { memories = memories.Count, questions = asked.Count, ways = measured }, _ => Draw(measured, parsed.GetValue(most)));
            return ExitCodes.Done;

            KeyHash HashOf(HashingStrategy way) => way switch
            {
                HashingStrategy.Words => new WordHash(parsed.GetValue(cutoff), parsed.GetValue(cap)),
                HashingStrategy.Clusters =>
                    new ClusterHash(Cluster(Existing(parsed.GetValue(vectors)!), parsed.GetValue(clusters), parsed.GetValue(seed)),
                        parsed.GetValue(cutoff), parsed.GetValue(cap)),
                HashingStrategy.Entities => new EntityHash(parsed.GetValue(cutoff), parsed.GetValue(cap)),
                _ => new FullScan(),
            };

            HopLimits? ReachOf(HashingStrategy way) => way != HashingStrategy.Entities || parsed.GetValue(steps) == 1 ? null : new HopLimits
            {
                MaxMemories = parsed.GetValue(most),
                Steps = parsed.GetValue(steps),
                MaxFacts = Math.Min(parsed.GetValue(cutoff) - 1, parsed.GetValue(cap) ?? int.MaxValue),
                MaxFactsOnTheWay = parsed.GetValue(onTheWay),
            };
        });
        return command;
    }

    private static List<HashingStrategy> WaysOf(string list) =>
        [.. list.Split(',', StringSplitOptions.TrimEntries).Select(name => Enum.TryParse<HashingStrategy>(name, ignoreCase: true,
            out var way) && Enum.IsDefined(way) && !char.IsDigit(name[0])
            ? way
            : throw new CommandException($"'{name}' is no way of hashing; there are "
                + $"{string.Join(", ", Enum.GetNames<HashingStrategy>()).ToLowerInvariant()}.")).Distinct()];

    private static WordClusters Cluster(FileInfo vectors, int clusters, int seed)
    {
        try
        {
            Report.Progress($"engram: {clusters} clusters of the words of {vectors.FullName}");
            return WordClusters.Of(WordVectorFile.Read(vectors.FullName), clusters, seed);
        }
        catch (ArgumentException e)
        {
            throw new CommandException(e.Message, e);
        }
    }

    private static FileInfo Existing(FileInfo file) => file.Exists ? file : throw new CommandException($"{file.FullName} does not exist.");

    private static Option<int> Positive(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var given) && given < 1)
                result.AddError($"{name} is {given}; give a number from 1.");
        });
        return option;
    }

    private static Table Draw(IEnumerable<HashingMeasure> ways, int most)
    {
        var table = Tables.WithColumns("Way", "Steps", "Candidates/question", "Answers lost", "Questions lost", $"Answers in best {most}",
            "µs/question", "Bytes/memory");
        foreach (var way in ways)
        {
            table.AddTexts(
                way.Way.ToString().ToLowerInvariant(), Text($"{way.Steps}"), Text($"{way.Candidates:0.0}"),
                Text($"{way.AnswersLost:0.00 %}"), Text($"{way.QuestionsLost:0.00 %}"), Text($"{way.AnswersRecalled:0.00 %}"),
                Text($"{way.Microseconds:0}"), Text($"{way.BytesPerMemory:0}"));
        }

        return table;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
