using System.ComponentModel;
using Engram.ApiContracts;
using Engram.ApiContracts.Sequences;
using Engram.Gateway.Http;
using Microsoft.AspNetCore.Mvc;

namespace Engram.Gateway.Sequences;

/// <summary>HTTP endpoints of sequence sets, their events and their subjects.</summary>
internal static class SequencesApi
{
    private const string Path = "/v1/sequences";
    private const string Subjects = Path + "/{set}/subjects";
    private const string Subject = Subjects + "/{subject}";
    private const string Json = "application/json";
    private const int MaxOptionsBytes = 4096;
    private const int DefaultPageSize = 50;
    private const int MaxPageSize = 1000;

    public static void MapSequences(this IEndpointRouteBuilder api)
    {
        api.MapGet(Path, ListAsync).WithSummary("List sequence sets").Produces<SequenceSetList>();
        api.MapGet(Path + "/{set}", GetAsync).WithSummary("Get a sequence set's size").Produces<SequenceSetResource>().ProducesProblem(404);
        api.MapPut(Path + "/{set}", PutAsync)
            .WithSummary("Make a sequence set, or change how long it keeps events")
            .WithDescription("Events of subjects are personal data: none is kept without a set. The body may be left out; then events are "
                + "kept until they are deleted.")
            .Accepts<SequenceSetOptions>(isOptional: true, Json)
            .Produces<SequenceSetResource>().Produces<SequenceSetResource>(StatusCodes.Status201Created)
            .ProducesProblem(400).ProducesProblem(422).ProducesProblem(503);
        api.MapDelete(Path + "/{set}", DeleteAsync).WithSummary("Delete a sequence set with its events and recommendations")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(404);
        api.MapPost(Path + "/{set}/events", UploadAsync)
            .WithSummary("Add events: a line each, id, subject, item and time")
            .WithDescription("Good lines are stored when the answer comes, and bad ones are told. An event is taken once by its id, so an "
                + "upload that broke off can be sent again. Events of a deleted subject, up to its deletion, are never taken again.")
            .Accepts<SubjectEventLine>(Ndjson.MediaType)
            .Produces<EventUploadResult>()
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);
        api.MapGet(Subjects, ListSubjectsAsync).WithSummary("List the subjects of a sequence set, by name")
            .Produces<SubjectPage>().ProducesProblem(400).ProducesProblem(404);
        api.MapGet(Subject, ExportAsync).WithSummary("Export a subject's events, in the order in which they came")
            .Produces<SubjectEventPage>().ProducesProblem(400).ProducesProblem(404);
        api.MapDelete(Subject, ForgetAsync)
            .WithSummary("Delete a subject: its events and the recommendations made from them")
            .WithDescription("Its events up to now are not taken again, whether it was known or not. Later ones are.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(404).ProducesProblem(422);
    }

    private static async Task<IResult> ListAsync(SequenceCatalogue sequences, CancellationToken cancellationToken) =>
        TypedResults.Json(await sequences.ListAsync(cancellationToken), ApiJson.Options);

    private static async Task<IResult> GetAsync(string set, SequenceCatalogue sequences, CancellationToken cancellationToken) =>
        TypedResults.Json(SequenceCatalogue.ResourceOf(await sequences.GetAsync(set, cancellationToken)), ApiJson.Options);

    private static async Task<IResult> PutAsync(
        HttpContext context, string set, SequenceCatalogue sequences, CancellationToken cancellationToken)
    {
        var wanted = context.Request.ContentLength is 0 or null && context.Request.ContentType is null
            ? new SequenceSetOptions()
            : await context.Request.ReadJsonAsync<SequenceSetOptions>(MaxOptionsBytes, cancellationToken);
        var (made, isNew) = await sequences.PutAsync(set, wanted, cancellationToken);
        context.Response.Headers.Location = $"{Path}/{set}";
        return TypedResults.Json(SequenceCatalogue.ResourceOf(made), ApiJson.Options,
            statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> DeleteAsync(string set, SequenceCatalogue sequences, CancellationToken cancellationToken)
    {
        await sequences.DeleteAsync(set, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> UploadAsync(
        HttpContext context, string set, SequenceCatalogue sequences, EventUpload upload, CancellationToken cancellationToken)
    {
        MediaTypes.Require(context.Request, Ndjson.MediaType);
        context.Request.AllowStream();
        var target = await sequences.GetAsync(set, cancellationToken);
        return TypedResults.Json(await upload.ReadAsync(target, context.Request.BodyReader, cancellationToken), ApiJson.Options);
    }

    private static async Task<IResult> ListSubjectsAsync(
        string set, SubjectStore subjects, CancellationToken cancellationToken,
        [FromQuery, Description("'next' of the page before.")] string? cursor = null,
        [FromQuery, Description("Subjects a page, 1 to 1000. Default 50.")] string? limit = null) =>
        TypedResults.Json(
            await subjects.ListAsync(set, TextCursor.Read(cursor), PageSize(limit), cancellationToken), ApiJson.Options);

    private static async Task<IResult> ExportAsync(
        string set, string subject, SubjectStore subjects, CancellationToken cancellationToken,
        [FromQuery, Description("'next' of the page before.")] string? cursor = null,
        [FromQuery, Description("Events a page, 1 to 1000. Default 50.")] string? limit = null) =>
        TypedResults.Json(
            await subjects.ExportAsync(
                set, IncomingSubjectEvent.CheckSubject(subject), PageCursor.Read(cursor) ?? 0, PageSize(limit), cancellationToken),
            ApiJson.Options);

    private static async Task<IResult> ForgetAsync(string set, string subject, SubjectStore subjects, CancellationToken cancellationToken)
    {
        await subjects.ForgetAsync(set, IncomingSubjectEvent.CheckSubject(subject), cancellationToken);
        return TypedResults.NoContent();
    }

    private static int PageSize(string? limit) => limit is null ? DefaultPageSize : Query.Number(nameof(limit), limit, 1, MaxPageSize);
}
