using System.Text.RegularExpressions;
using Engram.ApiContracts;
using Engram.ApiContracts.Memories;
using Engram.ApiContracts.Posts;
using Engram.ApiContracts.Questions;
using Engram.ApiContracts.Trainings;
using Engram.ApiContracts.Webhooks;
using Engram.Gateway.Admission;
using Engram.Gateway.Console.Views;
using Engram.Gateway.DeadLetters;
using Engram.Gateway.Events;
using Engram.Gateway.Http;
using Engram.Gateway.Memories;
using Engram.Gateway.Models;
using Engram.Gateway.Posts;
using Engram.Gateway.Questions;
using Engram.Gateway.Sources;
using Engram.Gateway.Trainings;
using Engram.Gateway.Webhooks;
using Engram.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Console;

/// <summary>The screens of the console, each a URL. They show the resources of the public API; what changes something is a request to the
/// public API itself, which the page's script sends.</summary>
internal static partial class ConsolePages
{
    public const string Root = "/console";
    public const string SignInPath = Root + "/sign-in";

    private const int MaxSignInBytes = 4096;

    public static void MapConsole(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IOptions<ConsoleOptions>>().Value.Enabled)
            return;
        // Razor runs for these paths alone; requests to the API never meet it.
        var open = app.MapGroup(Root).ExcludeFromDescription().WithMetadata(new ChecksKeysItself());
        open.MapGet("/assets/{name}", ConsoleAssets.Get);
        open.MapGet("/sign-in", (string? to) => SignInPage(to, fault: null));
        open.MapPost("/sign-in", SignInAsync);
        open.MapPost("/sign-out", SignOutAsync);

        var pages = open.MapGroup("").AddEndpointFilter<ConsoleGate>();
        pages.MapGet("", LiveAsync);
        pages.MapGet("/posts/{id}", PostAsync);
        pages.MapGet("/try", () => ConsolePage.Of<TryView>("Try it", []));
        pages.MapGet("/ask", AskAsync);
        pages.MapGet("/questions/{id}", QuestionAsync);
        pages.MapGet("/dead-letters", DeadLettersAsync);
        pages.MapGet("/dead-letters/{group}", DeadLetterGroupAsync);
        pages.MapGet("/dead-letters/{group}/{id}", async (
            string group, string id, DeadLetterCatalogue letters, CancellationToken cancellationToken) => ConsolePage.Of<DeadLetterView>(
            "Dead letter", new() { [nameof(DeadLetterView.Letter)] = await letters.GetAsync(group, id, cancellationToken) }));
        pages.MapGet("/health", HealthAsync);
        pages.MapGet("/models", async (ModelCatalogue models, CancellationToken cancellationToken) => ConsolePage.Of<ModelsView>(
            "Models", new() { [nameof(ModelsView.Models)] = (await models.ListAsync(cancellationToken)).Models }));
        pages.MapGet("/models/packages", async (ModelPromotions models, CancellationToken cancellationToken) =>
            ConsolePage.Of<PackagesView>(
                "Model packages", new() { [nameof(PackagesView.Packages)] = (await models.ListAsync(cancellationToken)).Packages }));
        pages.MapGet("/trainings", TrainingsAsync);
        pages.MapGet("/trainings/{id}", TrainingAsync);
        pages.MapGet("/memories", async (MemoryCatalogue memories, CancellationToken cancellationToken) => ConsolePage.Of<MemoriesView>(
            "Memory sets", new() { [nameof(MemoriesView.Sets)] = (await memories.ListAsync(cancellationToken)).Memories }));
        pages.MapGet("/memories/{set}", MemoryAsync);
        pages.MapGet("/sources", async (SourceCatalogue sources, CancellationToken cancellationToken) => ConsolePage.Of<SourcesView>(
            "Sources", new() { [nameof(SourcesView.Sources)] = (await sources.ListAsync(cancellationToken)).Sources }));
        pages.MapGet("/webhooks", async (WebhookCatalogue webhooks, CancellationToken cancellationToken) => ConsolePage.Of<WebhooksView>(
            "Webhooks", new() { [nameof(WebhooksView.Webhooks)] = (await webhooks.ListAsync(cancellationToken)).Webhooks }));
        pages.MapGet("/webhooks/{id}", WebhookAsync);
        pages.MapGet("/{**path}", (string path) => ConsolePage.Of<TroubleView>(
            "No such page", new() { [nameof(TroubleView.Problem)] = NoSuchPage(path) }) with { Status = StatusCodes.Status404NotFound });
    }

    private static async Task<IResult> LiveAsync(
        PostStore posts, EventLog events, IOptions<ConsoleOptions> options, CancellationToken cancellationToken,
        string? state = null, string? source = null, string? tag = null, string? language = null, string? cursor = null)
    {
        var (wantedState, wantedSource, wantedTag, wantedLanguage) = (Given(state), Given(source), Given(tag), Given(language));
        var filter = PostsApi.FilterOf(wantedState, wantedSource, author: null, wantedTag, wantedLanguage, from: null, to: null);
        // Take the position before the posts are read: what happens in between comes as an event.
        var head = await events.HeadAsync(cancellationToken);
        return ConsolePage.Of<LiveView>("Live", new()
        {
            [nameof(LiveView.Page)] = await posts.ListAsync(filter, PageCursor.Read(cursor), options.Value.PageItems, cancellationToken),
            [nameof(LiveView.Filter)] = filter,
            [nameof(LiveView.Query)] = Show.Query(
                ("state", wantedState), ("source", wantedSource), ("tag", wantedTag), ("language", wantedLanguage)),
            [nameof(LiveView.LastEventId)] = cursor is null ? $"{head}" : null,
        });
    }

    private static async Task<IResult> PostAsync(string id, PostStore posts, CancellationToken cancellationToken)
    {
        var post = PostName.TryParse(id) is { } name ? await posts.FindAsync(name.Id, cancellationToken) : null;
        return post is null ? throw new ProblemException(Problems.UnknownPost(id))
            : ConsolePage.Of<PostView>($"Post {post.PublicId}", new() { [nameof(PostView.Post)] = PostResource.Of(post) });
    }

    private static async Task<IResult> AskAsync(
        QuestionStore questions, MemoryCatalogue memories, IOptions<ConsoleOptions> options, CancellationToken cancellationToken,
        string? state = null, string? cursor = null)
    {
        var filter = new QuestionFilter { State = Given(state) is { } word ? Query.Word<QuestionState>(nameof(state), word) : null };
        return ConsolePage.Of<AskView>("Ask", new()
        {
            [nameof(AskView.Sets)] = (await memories.ListAsync(cancellationToken)).Memories,
            [nameof(AskView.Page)] = await questions.ListAsync(
                filter, QuestionsApi.CursorOf(cursor), options.Value.PageItems, cancellationToken),
            [nameof(AskView.State)] = filter.State,
        });
    }

    private static async Task<IResult> QuestionAsync(string id, QuestionStore questions, CancellationToken cancellationToken)
    {
        var question = CallerId.Normalize(id) is { } publicId ? await questions.FindAsync(publicId, cancellationToken) : null;
        return question is null ? throw new ProblemException(Problems.UnknownQuestion(id)) : ConsolePage.Of<QuestionView>(
            question.Text, new() { [nameof(QuestionView.Question)] = QuestionResource.Of(question) });
    }

    private static async Task<IResult> DeadLettersAsync(
        DeadLetterCatalogue letters, IOptions<ConsoleOptions> options, CancellationToken cancellationToken, string? cursor = null) =>
        ConsolePage.Of<DeadLettersView>("Dead letters", new()
        {
            [nameof(DeadLettersView.Page)] = letters.AreKept
                ? await letters.ListAsync(endpoint: null, TextCursor.Read(cursor), options.Value.PageItems, cancellationToken) : null,
        });

    private static async Task<IResult> DeadLetterGroupAsync(
        string group, DeadLetterCatalogue letters, IOptions<ConsoleOptions> options, CancellationToken cancellationToken,
        string? cursor = null) =>
        ConsolePage.Of<DeadLetterGroupView>("Dead letters", new()
        {
            [nameof(DeadLetterGroupView.Page)] = await letters.ListAsync(
                group, DeadLettersApi.SkipOf(cursor), options.Value.PageItems, cancellationToken),
        });

    private static async Task<IResult> HealthAsync(HealthCheckService health, Backlog backlog, CancellationToken cancellationToken) =>
        ConsolePage.Of<HealthView>("Health", new()
        {
            [nameof(HealthView.Report)] = await health.CheckHealthAsync(cancellationToken),
            [nameof(HealthView.Backlog)] = await backlog.ReadAsync(cancellationToken),
        });

    private static async Task<IResult> TrainingsAsync(
        TrainingStore trainings, IOptions<ConsoleOptions> options, CancellationToken cancellationToken, string? cursor = null) =>
        ConsolePage.Of<TrainingsView>("Trainings", new()
        {
            [nameof(TrainingsView.Page)] = await trainings.ListAsync(
                name: null, state: null, PageCursor.Read(cursor), options.Value.PageItems, cancellationToken),
        });

    private static async Task<IResult> TrainingAsync(string id, TrainingStore trainings, CancellationToken cancellationToken)
    {
        var training = Guid.TryParseExact(id, "D", out var uuid) ? await trainings.FindAsync(uuid, cancellationToken) : null;
        return training is null ? throw new ProblemException(Problems.UnknownTraining(id)) : ConsolePage.Of<TrainingView>(
            $"Training {training.Name}", new() { [nameof(TrainingView.Training)] = TrainingResource.From(training) });
    }

    private static async Task<IResult> MemoryAsync(
        string set, MemoryCatalogue memories, FactListing facts, IOptions<ConsoleOptions> options, CancellationToken cancellationToken,
        string? entity = null, string? relation = null, string? text = null, string? cursor = null)
    {
        var filter = new FactFilter(Given(entity), Given(relation), Given(text));
        return ConsolePage.Of<MemoryView>(set, new()
        {
            [nameof(MemoryView.Set)] = await memories.DescribeAsync(set, cancellationToken),
            [nameof(MemoryView.Page)] = await facts.ListAsync(
                set, filter, PageCursor.Read(cursor) ?? 0, options.Value.PageItems, cancellationToken),
            [nameof(MemoryView.Filter)] = filter,
        });
    }

    private static async Task<IResult> WebhookAsync(
        string id, WebhookCatalogue webhooks, IOptions<ConsoleOptions> options, CancellationToken cancellationToken,
        string? state = null, string? cursor = null)
    {
        DeliveryState? wanted = Given(state) is { } word ? Query.Word<DeliveryState>(nameof(state), word) : null;
        return ConsolePage.Of<WebhookView>("Webhook", new()
        {
            [nameof(WebhookView.Webhook)] = await webhooks.GetAsync(id, cancellationToken),
            [nameof(WebhookView.Page)] = await webhooks.ListDeliveriesAsync(
                id, wanted, PageCursor.Read(cursor), options.Value.PageItems, cancellationToken),
        });
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, CallerRoles roles, ConsoleSessions sessions, CancellationToken cancellationToken)
    {
        context.Request.LimitBody(MaxSignInBytes);
        if (!context.Request.HasFormContentType)
            return SignInPage(to: null, "Give a key.");
        var form = await context.Request.ReadFormAsync(cancellationToken);
        if (roles.Of(form["key"].ToString().Trim()) is not { } known)
            return SignInPage(form["to"], "This is none of the service's keys.");
        await sessions.OpenAsync(context, known.Hash, cancellationToken);
        return TypedResults.LocalRedirect(TargetOf(form["to"]));
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, ConsoleSessions sessions, CancellationToken cancellationToken)
    {
        context.Request.LimitBody(MaxSignInBytes);
        if (context.Request.HasFormContentType)
        {
            var form = await context.Request.ReadFormAsync(cancellationToken);
            await sessions.CloseAsync(context, form["token"].ToString(), cancellationToken);
        }

        return TypedResults.LocalRedirect(SignInPath);
    }

    private static ConsolePage SignInPage(string? to, string? fault) => ConsolePage.Of<SignInView>("Sign in", new()
    {
        [nameof(SignInView.To)] = TargetOf(to),
        [nameof(SignInView.Fault)] = fault,
    }) with { Status = fault is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized };

    // A page of the console alone: another site must not be reached through a link to the sign-in.
    private static string TargetOf(string? to) => to is not null && PageOfConsole().IsMatch(to) ? to : Root;

    [GeneratedRegex(@"\A/console([/?][^\\\x00-\x20]*)?\z")]
    private static partial Regex PageOfConsole();

    // A form sends fields that were left empty.
    private static string? Given(string? field) => string.IsNullOrWhiteSpace(field) ? null : field.Trim();

    private static Problem NoSuchPage(string path) => new(
        "unknown-path", StatusCodes.Status404NotFound, "There is no such page", $"The console has no page '{path}'.");
}
