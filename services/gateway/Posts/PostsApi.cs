using System.ComponentModel;
using System.Globalization;
using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Blobs;
using Engram.Gateway.Admission;
using Engram.Gateway.Events;
using Engram.Gateway.Http;
using Engram.Gateway.Idempotency;
using Engram.Gateway.Pictures;
using Engram.Gateway.Results;
using Engram.Streams;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Engram.Gateway.Posts;

/// <summary>HTTP endpoints of posts.</summary>
internal static class PostsApi
{
    private const string Path = "/v1/posts";
    private const string Json = "application/json";
    private const string Form = "multipart/form-data";
    private const int DefaultPageSize = 50;
    private const int MaxPageSize = 200;
    private const string FormatDescription = "Form of a stream of lines: auto (each line is recognized), x-v2, x-v1.1, jetstream, "
        + "mastodon, rss, csv or engram, our own. Default engram.";

    public static void MapPosts(this IEndpointRouteBuilder api)
    {
        api.MapPost(Path, PostAsync)
            .WithSummary("Take a post, a form with a picture, or a stream of posts")
            .WithDescription(
                "application/json: one post. multipart/form-data: fields id and text, file picture. "
                + "application/x-ndjson: a post a line in, a result or a problem a line out as it goes; read while you write. "
                + "With format: lines, feeds or tables of that form, packed by gzip or zstd or not; deletions are passed on, and what is "
                + "neither is skipped with the reason. The same post again changes nothing; another body under its id is an edit "
                + "when it has a newer revision, else a conflict.")
            .Accepts<PostRequest>(Json, Form, Ndjson.MediaType)
            .Produces<PostResource>().Produces<PostResource>(StatusCodes.Status202Accepted)
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(410).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422)
            .ProducesProblem(503);
        api.MapGet(Path, ListAsync).WithSummary("List posts, newest first").Produces<PostPage>().ProducesProblem(400);
        api.MapGet(Path + "/{id}", GetAsync).WithSummary("Get a post with its result").Produces<PostResource>().ProducesProblem(404);
        api.MapGet(Path + "/events", EventsAsync)
            .WithSummary("Watch posts: server-sent events of their results and deletions")
            .WithDescription(
                "post.tagged and post.failed with the post as data, as it is when the event is sent; post.deleted with its id and source. "
                + "Ids of events resume a stream without a gap (Last-Event-ID). 'reset': events after the id are no longer kept, so read "
                + "the list again. Deletions are told whatever the filter, but for 'source'.")
            .Produces<string>(StatusCodes.Status200OK, EventStream.MediaType).ProducesProblem(400).ProducesProblem(503);
        api.MapGet(Path + "/{id}/events", EventsOfAsync)
            .WithSummary("Watch a post until it has its result")
            .Produces<string>(StatusCodes.Status200OK, EventStream.MediaType).Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(404).ProducesProblem(503);
        api.MapGet(Path + "/{id}/images/{number}", ImageAsync)
            .WithSummary("Get a picture of a post, as it came")
            .WithDescription("Pictures are numbered from 1. Bytes of a type that browsers do not show come as a download.")
            .Produces<byte[]>(StatusCodes.Status200OK, PictureType.Unknown, [.. PictureType.Known]).ProducesProblem(404);
        api.MapGet(Path + "/{id}/history", HistoryAsync).WithSummary("Get the results that a post had before its edits")
            .Produces<PostHistory>().ProducesProblem(404);
        api.MapDelete(Path + "/{id}", DeleteAsync)
            .WithSummary("Delete a post with its result, and its pictures unless another post has them")
            .WithDescription(
                "A post with source and sourceId is not taken again for Gateway:TombstoneAge; any other may be posted again at once.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(404);
        api.MapDelete(Path, DeleteOfSourceAsync)
            .WithSummary("Delete a post of a source, or all posts of an author, seen before or not")
            .WithDescription("With source and sourceId: that post, and its reposts. With source and author: all posts of the author. "
                + "What was deleted is not taken for Gateway:TombstoneAge.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(400);
    }

    private static async Task<IResult> PostAsync(
        HttpContext context, CoalescedPosts posts, PostStream stream, PlatformStream platforms, PostIntake intake, ResultWatch results,
        AdmissionControl admission, IOptions<GatewayOptions> options, CancellationToken cancellationToken,
        [FromHeader(Name = IdempotencyKeys.Header), Description(IdempotencyKeys.Description)] string? idempotencyKey = null,
        [FromQuery, Description(FormatDescription)] string? format = null)
    {
        var mediaType = MediaTypes.Of(context.Request);
        var form = format is null ? StreamForm.Engram : Query.Form(nameof(format), format);
        if (mediaType == Ndjson.MediaType)
            IdempotencyKeys.RefuseForStream(idempotencyKey);
        if (mediaType == Ndjson.MediaType && form != StreamForm.Engram)
            return platforms.Open(form, Preference.WaitOf(context, options.Value.MaxWait));
        if (mediaType == Ndjson.MediaType)
            return stream.Open(Preference.WaitOf(context, options.Value.MaxWait));
        if (form != StreamForm.Engram)
            throw new ProblemException(Problems.UnsupportedMediaType(mediaType, Ndjson.MediaType));

        admission.Require(WorkKind.Posts);
        Func<PostUpload, Task<PostRequest>> read = mediaType switch
        {
            Json => upload => upload.ReadJsonAsync(context.Request, cancellationToken),
            Form => upload => PostForm.ReadAsync(context.Request, upload, options.Value, cancellationToken),
            _ => throw new ProblemException(Problems.UnsupportedMediaType(mediaType, Json, Form, Ndjson.MediaType)),
        };
        var wait = Preference.WaitOf(context, options.Value.MaxWait);
        var accepted = await intake.TakeAsync(context, read, idempotencyKey, cancellationToken);
        var post = await results.UntilAsync(
            accepted.Id, async token =>
                await posts.FindAsync(accepted.Id, token) ?? accepted, post => post.IsFinished, wait, cancellationToken, accepted);
        return Answer(context, post, post.IsFinished ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, string id, CoalescedPosts posts, ResultWatch results, IOptions<GatewayOptions> options,
        CancellationToken cancellationToken)
    {
        var name = PostName.TryParse(id) ?? throw new ProblemException(Problems.UnknownPost(id));
        var post = await results.UntilAsync(
            name.Id, token => posts.FindAsync(name.Id, token), post => post is not { IsFinished: false },
            Preference.WaitOf(context, options.Value.MaxWait), cancellationToken);
        return Answer(context, post ?? throw new ProblemException(Problems.UnknownPost(id)), StatusCodes.Status200OK);
    }

    private static async Task<IResult> ImageAsync(
        HttpContext context, string id, string number, PostStore posts, IBlobStore blobs, CancellationToken cancellationToken)
    {
        var post = PostName.TryParse(id) is { } name ? await posts.FindAsync(name.Id, cancellationToken) : null;
        var image = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? post?.Images.ElementAtOrDefault(place - 1) : null;
        if (image?.Sha256 is not { } sha256 || await blobs.FindAsync(sha256, cancellationToken) is not { } bytes)
            throw new ProblemException(post is null ? Problems.UnknownPost(id) : Problems.UnknownImage(id, number));
        var headers = context.Response.Headers;
        headers.CacheControl = "private, no-cache";
        // Whatever the bytes are, a browser that opens them runs nothing.
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        var mediaType = PictureType.Of(bytes);
        return TypedResults.Bytes(
            bytes, mediaType, mediaType == PictureType.Unknown ? "picture.bin" : null,
            entityTag: new EntityTagHeaderValue($"\"{sha256}\""));
    }

    private static async Task<IResult> HistoryAsync(string id, PostStore posts, CancellationToken cancellationToken) =>
        PostName.TryParse(id) is { } name && await posts.FindAsync(name.Id, cancellationToken) is not null
            ? TypedResults.Json(await posts.HistoryAsync(name.Id, cancellationToken), ApiJson.Options)
            : throw new ProblemException(Problems.UnknownPost(id));

    private static async Task<IResult> ListAsync(
        PostStore posts,
        CancellationToken cancellationToken,
        [FromQuery, Description("Only posts in this state: reading, predicting, tagged or failed.")] string? state = null,
        [FromQuery, Description("Only posts of this source.")] string? source = null,
        [FromQuery, Description("Only posts of the author with this id; needs 'source'.")] string? author = null,
        [FromQuery, Description("Only posts tagged with this keyphrase: 'spn family'.")] string? tag = null,
        [FromQuery, Description("Only posts with this language tag: 'en' finds no 'en-US'.")] string? language = null,
        [FromQuery,
            Description(
                "Only posts from this time on, ISO 8601: when they say they were written, else when they came.")] string? from = null,
        [FromQuery, Description("Only posts before this time, ISO 8601.")] string? to = null,
        [FromQuery, Description("'next' of the page before.")] string? cursor = null,
        [FromQuery, Description("Posts a page, 1 to 200. Default 50.")] string? limit = null) =>
        TypedResults.Ok(await posts.ListAsync(
            FilterOf(state, source, author, tag, language, from, to),
            PageCursor.Read(cursor),
            limit is null ? DefaultPageSize : Query.Number(nameof(limit), limit, 1, MaxPageSize),
            cancellationToken));

    private static Task<IResult> EventsAsync(
        HttpContext context,
        EventStreams events,
        CancellationToken cancellationToken,
        [FromQuery, Description("Only posts in this state: reading, predicting, tagged or failed.")] string? state = null,
        [FromQuery, Description("Only posts of this source.")] string? source = null,
        [FromQuery, Description("Only posts of the author with this id; needs 'source'.")] string? author = null,
        [FromQuery, Description("Only posts tagged with this keyphrase: 'spn family'.")] string? tag = null,
        [FromQuery, Description("Only posts with this language tag: 'en' finds no 'en-US'.")] string? language = null,
        [FromQuery,
            Description(
                "Only posts from this time on, ISO 8601: when they say they were written, else when they came.")] string? from = null,
        [FromQuery, Description("Only posts before this time, ISO 8601.")] string? to = null,
        [FromQuery, Description(EventStreams.IdDescription)] string? lastEventId = null)
    {
        var filter = FilterOf(state, source, author, tag, language, from, to);
        return events.OpenAsync(context, lastEventId, IsWanted, cancellationToken);

        bool IsWanted(LiveEvent live) => live.Kind == "post"
            && (live.Post is { } post ? filter.Matches(post) : filter.Source is null || filter.Source == live.Source);
    }

    private static Task<IResult> EventsOfAsync(
        HttpContext context, string id, PostStore posts, EventStreams events, CancellationToken cancellationToken,
        [FromQuery, Description(EventStreams.IdDescription)] string? lastEventId = null)
    {
        var name = PostName.TryParse(id) ?? throw new ProblemException(Problems.UnknownPost(id));
        return events.OpenOneAsync(
            context, lastEventId, "post", name.PublicId,
            async token => await posts.FindAsync(name.Id, token) is { } post ? EventSubject.Of(post) : null,
            Problems.UnknownPost(id), cancellationToken);
    }

    public static PostFilter FilterOf(
        string? state, string? source, string? author, string? tag, string? language, string? from, string? to) =>
        new()
        {
            State = state is null ? null : Query.Word<PostState>(nameof(state), state),
            Source = Query.Text(nameof(source), source),
            Author = author is null || source is not null ? Query.Text(nameof(author), author) : throw NeedsSource(nameof(author)),
            Tag = Query.Text(nameof(tag), tag)?.ToLowerInvariant(),
            Language = language is null ? null : LanguageTag.Normalize(language)
                ?? throw new ProblemException(Problems.InvalidQuery(nameof(language), "is no tag of BCP 47")),
            From = from is null ? null : Query.Time(nameof(from), from),
            To = to is null ? null : Query.Time(nameof(to), to),
        };

    private static ProblemException NeedsSource(string parameter) =>
        new(Problems.InvalidQuery(parameter, "needs 'source': ids of authors are a source's own"));

    private static async Task<IResult> DeleteAsync(string id, PostRemoval removal, CancellationToken cancellationToken) =>
        PostName.TryParse(id) is { } name && await removal.DeleteAsync(name, cancellationToken)
            ? TypedResults.NoContent()
            : throw new ProblemException(Problems.UnknownPost(id));

    private static async Task<IResult> DeleteOfSourceAsync(
        PostRemoval removal,
        CancellationToken cancellationToken,
        [FromQuery, Description("The source.")] string? source = null,
        [FromQuery, Description("What the source calls the post.")] string? sourceId = null,
        [FromQuery, Description("Id of the author within the source.")] string? author = null)
    {
        if (source is null || !IncomingPost.IsSource(source))
            throw new ProblemException(Problems.InvalidQuery(nameof(source), "is needed: 1 to 32 of a-z, 0-9 and -"));
        if ((sourceId is null) == (author is null))
            throw new ProblemException(Problems.InvalidQuery(nameof(sourceId), "or 'author' is needed, one of both"));
        var (parameter, id) = sourceId is null ? (nameof(author), author!) : (nameof(sourceId), sourceId);
        if (id.Length is 0 or > IncomingPost.MaxSourceIdCharacters)
            throw new ProblemException(Problems.InvalidQuery(parameter, $"has 1 to {IncomingPost.MaxSourceIdCharacters} characters"));
        id = Query.Text(parameter, id)!;
        if (sourceId is not null)
            await removal.DeleteAsync(source, id, cancellationToken);
        else
            await removal.DeleteAuthorAsync(source, id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static IResult Answer(HttpContext context, Post post, int status)
    {
        if (!post.IsFinished)
            context.Response.Headers.RetryAfter = "1";
        context.Response.Headers.Location = $"{Path}/{post.PublicId}";
        return post.IsFinished ? EntityTags.Json(context, PostResource.Of(post))
            : TypedResults.Json(PostResource.Of(post), ApiJson.Options, statusCode: status);
    }
}
