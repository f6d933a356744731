using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Engram.CommandLine;
using Engram.Evaluation;
using Engram.Inference;
using Engram.Lab.KnowledgeBases;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.Training.Recipes.Memories;
using Spectre.Console;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab evaluate wikimovies</c>: hits@1, hits@10 and MRR of a trained network on questions in the format of WikiMovies or
/// MetaQA.</summary>
public static class EvaluateWikiMoviesCommand
{
    public static Command Create()
    {
        var model = new Option<DirectoryInfo>("--model") { Description = "A package, a folder of its versions, or a folder of packages "
            + "with one model.", HelpName = "DIR", Required = true };
        var knowledge =
            new Option<FileInfo>("--kb") { Description = "Knowledge base: subject|relation|object a line.", HelpName = "FILE",
                Required = true };
        var questions =
            new Option<FileInfo>("--questions") { Description = "Questions: question<TAB>answer|answer a line.", HelpName = "FILE",
                Required = true };
        var types = new Option<FileInfo?>("--types") { Description = "Type of each question, line by line.", HelpName = "FILE" };
        var trainedOn = new Option<FileInfo[]>("--trained-on")
        {
            Description = "Questions the network was trained on: what they asked, in any words, is measured apart from what they did not.",
            HelpName = "FILE", AllowMultipleArgumentsPerToken = true,
        };
        var documents = new Option<FileInfo?>("--documents") { Description = "Documents, for a network that was trained to read them: "
            + "{\"title\", \"text\"} a line.", HelpName = "FILE" };
        var command = new Command(
            "wikimovies", "Measure how well a key-value memory network answers questions about a knowledge base.") { model, knowledge,
            questions, types, trainedOn, documents };
        command.SetAction((parsed, cancellationToken) =>
        {
            var package = PackageFolder.Find(parsed.GetRequiredValue(model).FullName);
            var asked = QuestionFile.Read(parsed.GetRequiredValue(questions).FullName, parsed.GetValue(types)?.FullName);
            var device = ExecutionDevice.Choose(new InferenceOptions());
            var read = parsed.GetValue(documents) is { } file ? DocumentEntityMemories.ReadFile(file.FullName) : null;
            var known = KnowledgeBase.Read(parsed.GetRequiredValue(knowledge).FullName);
            var ranks = package.Manifest.Kind == ModelKinds.RelationMemory
                ? RelationAnswering.Ranks(package, device, known, asked, cancellationToken)
                : EntityAnswering.Ranks(package, device, known, read, asked, cancellationToken);
            var all = Figures(ranks);
            all["questions"] = ranks.Count;
            var byType = asked.Zip(ranks).Where(pair => pair.First.Type is not null).GroupBy(pair => pair.First.Type!, pair => pair.Second)
                .OrderBy(type => type.Key, StringComparer.Ordinal).ToArray();
            if (byType.Length > 0)
                all["types"] = new JsonObject(byType.Select(type => KeyValuePair.Create(type.Key, (JsonNode?)Figures([.. type]))));
            var byTraining = parsed.GetValue(trainedOn) is { Length: > 0 } files ? ByTraining(known, files, asked, ranks) : [];
            if (byTraining.Length > 0)
                all["training"] = new JsonObject(byTraining.Select(part => KeyValuePair.Create(part.Key, (JsonNode?)Figures([.. part]))));
            foreach (var part in byTraining)
                all["training"]![part.Key]!["questions"] = part.Count();
            new Report(parsed).Document(all, _ => Draw(package.Id, ranks, byType.Concat(byTraining)));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    /// <summary>Groups ranks by whether a training question had the same entity and relation path.</summary>
    private static IGrouping<string, int>[] ByTraining(
        KnowledgeBase knowledge, IEnumerable<FileInfo> files, IReadOnlyList<AskedQuestion> asked, IReadOnlyList<int> ranks)
    {
        var questions = new SyntheticQuestions(knowledge);
        var trained = questions.WhatIsAsked([.. files.SelectMany(file => QuestionFile.Read(file.FullName))]).OfType<(string, string)>()
            .ToHashSet();
        return [.. questions.WhatIsAsked(asked).Zip(ranks).GroupBy(pair =>
            pair.First is { } what && trained.Contains(what) ? "asked in training" : "not asked in training", pair => pair.Second)];
    }

    private static JsonObject Figures(IReadOnlyList<int> ranks) => new()
    {
        ["hits@1"] = AnswerRanks.HitsAt(ranks, 1),
        ["hits@10"] = AnswerRanks.HitsAt(ranks, 10),
        ["mrr"] = AnswerRanks.MeanReciprocal(ranks),
    };

    private static Table Draw(string model, IReadOnlyList<int> ranks, IEnumerable<IGrouping<string, int>> types)
    {
        var table = Tables.WithColumns(model, "questions", "hits@1", "hits@10", "MRR");
        AddRow("all", ranks);
        foreach (var type in types)
            AddRow(type.Key, [.. type]);
        return table;

        void AddRow(string name, IReadOnlyList<int> of) => table.AddTexts(
            name, of.Count.ToString(CultureInfo.InvariantCulture), Text(AnswerRanks.HitsAt(of, 1)), Text(AnswerRanks.HitsAt(of, 10)),
            Text(AnswerRanks.MeanReciprocal(of)));
    }

    private static string Text(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
}
