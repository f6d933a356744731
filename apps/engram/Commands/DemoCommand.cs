using System.CommandLine;
using Engram.ApiContracts.Memories;
using Engram.ApiContracts.Posts;
using Engram.ApiContracts.Questions;
using Engram.ApiContracts.Recommendations;
using Engram.ApiContracts.Sequences;
using Engram.Cli.Output;
using Engram.Cli.Posts;
using Engram.Cli.Processes;
using Engram.Cli.Questions;
using Engram.Client;
using Engram.CommandLine;
using Engram.Contracts.Memories;
using Engram.DevServers;
using Engram.Messaging.Bus;
using Spectre.Console;

namespace Engram.Cli.Commands;

/// <summary><c>engram demo</c>: the main use cases on the samples, in a system that starts empty for the demo and is deleted
/// afterwards.</summary>
public static class DemoCommand
{
    private const string MemorySet = "movies";
    private const string TaggedPosts = "tagged-posts";
    private const string SequenceSet = "watched";
    private const int RecommendedItems = 3;

    private static readonly string[] Subjects = ["s3", "s12"];

    // One file per kind of platform. The form of each file is detected.
    private static readonly string[] Streams = ["x-v2.ndjson", "jetstream.ndjson", "mastodon.ndjson", "feed.xml"];

    public static Command Create()
    {
        var transport = new Option<MessagingTransport>("--transport")
        {
            Description = "inmemory: all services in one process. rabbitmq: a broker, and a process for each service.",
            DefaultValueFactory = _ => MessagingTransport.InMemory,
        };
        var samples = new Option<string>("--samples")
        {
            Description = "Folder of the samples.",
            DefaultValueFactory = _ => Path.Combine(Clone.Root, "samples"),
            HelpName = "DIR",
        };
        var picture =
            new Option<FileInfo?>("--picture") { Description = "Also draw what is printed, as SVG, into this file.", HelpName = "FILE" };
        var command = new ServingCommand(
            "demo", "Tag the sample posts, ask the sample questions, recommend films, and show what comes out.")
        {
            transport, samples, picture,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new SystemOptions(parsed.GetValue(transport), new Uri($"http://127.0.0.1:{FreePort.Find(1)[0]}"),
                Temporary: true) { NeighbourSet = TaggedPosts };
            await using var system = await EngramSystem.StartAsync(options, TellProgress, cancellationToken);
            using var gateway = new GatewayClient(options.GatewayUrl);
            var folder = parsed.GetRequiredValue(samples);
            var result = new DemoResult(
                await ImportAsync(
                    gateway, TaggedPosts, MemoryFormat.Posts, Path.Combine(folder, "posts", "tagged.ndjson"), cancellationToken),
                await TagAsync(gateway, folder, cancellationToken),
                await ImportAsync(
                    gateway, MemorySet, MemoryFormat.Triples, Path.Combine(folder, "movies", "triples.ndjson"), cancellationToken),
                await AskAsync(gateway, folder, cancellationToken),
                await RecommendAsync(gateway, folder, cancellationToken));
            new Report(parsed).Document(result, Draw);
            if (parsed.GetValue(picture) is { } file)
                TextPicture.Write(file.FullName, Draw(result));
            Report.Progress($"engram: the console of 'make up' is on http://127.0.0.1:{UpCommand.DefaultPort}/console");
            return result.Posts.All(post => post.State == PostState.Tagged) ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static Rows Draw(DemoResult result) => new(
        Summaries.OfPosts(result.Posts), Summaries.OfQuestions(result.Questions), Summaries.OfRecommendations(result.Recommendations));

    private static async Task<IReadOnlyList<PostResource>> TagAsync(
        GatewayClient gateway, string samples, CancellationToken cancellationToken)
    {
        Report.Progress("engram: tagging the sample posts ...");
        var tagged = new List<PostResource>();
        foreach (var file in Streams)
        {
            var lines = new SortedDictionary<long, PostResource>();
            await new Ingestion(gateway, wait: true, patience: TimeSpan.Zero).RunAsync(
                PostFile.ReadAsync(Path.Combine(samples, "streams", file), pictures: Path.Combine(samples, "posts", "pictures"),
                    cancellationToken: cancellationToken),
                line =>
                    lines[line.Line] = line.Post ?? throw new CommandException($"Line {line.Line} of {file} was not taken: {line.Problem}"),
                cancellationToken);
            tagged.AddRange(lines.Values);
        }

        return tagged;
    }

    private static async Task<ImportResult> ImportAsync(
        GatewayClient gateway, string set, MemoryFormat format, string file, CancellationToken cancellationToken)
    {
        Report.Progress($"engram: importing {set} ...");
        await using var lines = File.OpenRead(file);
        await gateway.MakeMemorySetAsync(set, format, cancellationToken);
        return await gateway.ImportAsync(set, format, replace: false, lines, cancellationToken);
    }

    private static async Task<IReadOnlyList<QuestionResource>> AskAsync(
        GatewayClient gateway, string samples, CancellationToken cancellationToken)
    {
        Report.Progress("engram: asking the sample questions ...");
        var asked = new List<QuestionResource>();
        using var lines = NdjsonInput.Open(Path.Combine(samples, "questions.ndjson"));
        await foreach (var line in QuestionInput.ReadAsync(lines, new QuestionRequest(), cancellationToken))
            asked.Add(
                await gateway.AskAsync(
                    line.Question ?? throw new CommandException($"Sample question {line.Line}: {line.Fault}"), cancellationToken));

        return asked;
    }

    private static async Task<IReadOnlyList<RecommendationResource>> RecommendAsync(
        GatewayClient gateway, string samples, CancellationToken cancellationToken)
    {
        Report.Progress("engram: recommending films to made-up people ...");
        await using var lines = File.OpenRead(Path.Combine(samples, "sessions", "events.ndjson"));
        await gateway.PutSequenceSetAsync(SequenceSet, new SequenceSetOptions(), cancellationToken);
        await gateway.AddEventsAsync(SequenceSet, lines, cancellationToken);
        var recommended = new List<RecommendationResource>();
        foreach (var subject in Subjects)
            recommended.Add(await gateway.RecommendAsync(
                new RecommendationRequest { Set = SequenceSet, Subject = subject, Limit = RecommendedItems }, cancellationToken));
        return recommended;
    }

    private static void TellProgress(SystemEvent happened)
    {
        if (happened is { Event: "started" } or { Event: "ready" })
            Report.Progress($"engram: {happened.Service ?? "the system"} {(happened.Event == "ready" ? "is ready" : "started")}");
    }

    private sealed record DemoResult(
        ImportResult TaggedPosts, IReadOnlyList<PostResource> Posts, ImportResult Import, IReadOnlyList<QuestionResource> Questions,
        IReadOnlyList<RecommendationResource> Recommendations);
}
