using System.Diagnostics;
using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Contracts.Images;
using Engram.Contracts.Keyphrases;
using Engram.Contracts.Memories;
using Engram.Gateway.Storage;

namespace Engram.Gateway.Posts;

/// <summary>
/// A post and its state: received -> reading -> predicting -> tagged or failed. Without a picture it starts at predicting. Reading ends
/// when both readers have answered for every picture, or are late. An edit starts over. Each method is one step; a repeated, late or
/// out-of-order message finds the post in another state and changes nothing.
/// </summary>
public sealed class Post
{
    private Post(Guid id, string publicId, string text, string bodySha256)
    {
        Id = id;
        PublicId = publicId;
        Text = text;
        BodySha256 = bodySha256;
    }

    public Guid Id { get; private set; }

    /// <summary>The client's id of the post.</summary>
    public string PublicId { get; private set; }

    /// <summary>Position in the order of arrival.</summary>
    public long Position { get; private set; }

    /// <summary>Hash of what the client sent, to recognize a repeated request.</summary>
    public string BodySha256 { get; private set; }

    public string Text { get; private set; }

    /// <summary>The platform that the post comes from.</summary>
    public string? Source { get; private set; }

    /// <summary>The source's id of the post. Source and source id identify the post, and its id is derived from them.</summary>
    public string? SourceId { get; private set; }

    /// <summary>The client's name for this version of the post.</summary>
    public string? Revision { get; private set; }

    /// <summary>Position of the last edit in the common order of posts and edits; null before the first
    /// edit, when <see cref="Position"/> applies.</summary>
    public long? Edition { get; private set; }

    /// <summary>Name of the followed stream that delivered the current revision; null if a client sent it.</summary>
    public string? FollowedBy { get; private set; }

    /// <summary>Trace of the request that brought the current revision, 32 hex digits; null if it was not traced.</summary>
    public string? TraceId { get; private set; }

    public string? AuthorId { get; private set; }

    public string? AuthorName { get; private set; }

    /// <summary>When the post was written, as it claims.</summary>
    public DateTimeOffset? CreatedAt { get; private set; }

    public string[] Languages { get; private set; } = [];

    /// <summary>Hashtags that the author gave, without '#'.</summary>
    public string[] Hashtags { get; private set; } = [];

    public bool Sensitive { get; private set; }

    /// <summary>Source id of the post that this one reposts.</summary>
    public string? RepostOf { get; private set; }

    /// <summary>Source id of the post that this one replies to.</summary>
    public string? ReplyTo { get; private set; }

    /// <summary>Source id of the post that this one quotes.</summary>
    public string? QuoteOf { get; private set; }

    /// <summary>The post's pictures, in order.</summary>
    public IReadOnlyList<PostImage> Images { get; private set; } = [];

    /// <summary>Distinct addresses of the pictures in the blob store.</summary>
    public string[] PictureSha256s { get; private set; } = [];

    public PostState State { get; private set; }

    /// <summary>When the current revision arrived.</summary>
    public DateTimeOffset ReceivedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>When to act unless an answer arrives; null once the post is finished.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>Number of retries of the prediction request.</summary>
    public int Redrives { get; private set; }

    /// <summary>When ocr last answered about one of the post's pictures.</summary>
    public DateTimeOffset? OcrAnsweredAt { get; private set; }

    /// <summary>When vision-features last answered about one of the post's pictures.</summary>
    public DateTimeOffset? FeaturesAnsweredAt { get; private set; }

    /// <summary>Id of the awaited prediction; an answer with another id is ignored.</summary>
    public Guid? CommandId { get; private set; }

    public string? Model { get; private set; }

    public IReadOnlyList<Keyphrase>? Keyphrases { get; private set; }

    /// <summary>The keyphrases in lower case, for listings by tag.</summary>
    public string[] Tags { get; private set; } = [];

    /// <summary>Why the model gave no keyphrases; null if it gave some, or gave no reason.</summary>
    public string? Reason { get; private set; }

    /// <summary>Public id of the post whose keyphrases this repost shows, without a prediction of its own.</summary>
    public string? KeyphrasesOf { get; private set; }

    /// <summary>The post that <see cref="KeyphrasesOf"/> names, if it was loaded together with this one.</summary>
    public Post? Original { get; private set; }

    /// <summary>What the model looked at; null until the post is tagged, or if the model does not report it.</summary>
    public PostAttention? Attention { get; private set; }

    /// <summary>The tagged posts that voted for the keyphrases; null if none were requested.</summary>
    public RecalledNeighbours? Neighbours { get; private set; }

    /// <summary>The memory set that the post was added to; null if there was none.</summary>
    public Guid? RememberedIn { get; private set; }

    public Fault? Failure { get; private set; }

    public bool IsFinished => State is PostState.Tagged or PostState.Failed;

    /// <summary>Error of the first picture that has one; null if none has.</summary>
    public Fault? ImageFault => Images.Select(image => image.FaultIn(State)).FirstOrDefault(fault => fault is not null);

    /// <summary>Increases with each later version under the post's id.</summary>
    internal long LatestEdition => Edition ?? Position;

    private IEnumerable<PictureFeatures> Features => Images.Select(image => image.Features).OfType<PictureFeatures>();

    private IReadOnlyList<string> AltTexts => [.. Images.Select(image => image.AltText).OfType<string>()];

    private IReadOnlyList<string> Attributes => [.. Features.SelectMany(features => features.Attributes).Distinct()];

    /// <summary>The words in the post's pictures; a picture that occurs twice counts once. Null if no picture was read.</summary>
    private string? OcrText
    {
        get
        {
            PostImage[] read = [.. Images.Where(image => image.Ocr is not null).DistinctBy(image => image.Sha256)];
            return read.Length == 0 ? null : string.Join(' ', read.Select(image => image.Ocr!.Text).Where(text => text.Length > 0));
        }
    }

    /// <summary>Creates a post and sends the first request that it needs. A repost of a known original needs none.</summary>
    public static Post Receive(
        PostName name, IncomingPost incoming, IReadOnlyList<PostImage> images, Post? original, StepContext stepContext)
    {
        var post = new Post(name.Id, name.PublicId, incoming.Text, incoming.BodySha256);
        post.Take(incoming, images, stepContext);
        post.Begin(original, stepContext);
        return post;
    }

    /// <summary>Replaces the post with a newer revision and starts over.</summary>
    /// <returns>The previous result; null if the post was not finished.</returns>
    public PastResult? Edit(IncomingPost incoming, IReadOnlyList<PostImage> images, Post? original, long edition, StepContext stepContext)
    {
        var past = IsFinished ? PastResult.Of(this, LatestEdition, stepContext.Now) : null;
        Edition = edition;
        (Text, BodySha256) = (incoming.Text, incoming.BodySha256);
        (Redrives, FinishedAt, Failure, RememberedIn) = (0, null, null, null);
        (Model, Keyphrases, Reason, Attention, Neighbours) = (null, null, null, null, null);
        Tags = [];
        Take(incoming, images, stepContext);
        Begin(original, stepContext);
        return past;
    }

    /// <summary>Attaches the original post, whose result this repost shows.</summary>
    public void ReadBeside(Post original) => Original = original;

    /// <summary>Creates the message that removes the post from a memory set.</summary>
    public ForgetPost ForgetIn(MemorySetDefinition set) => new() { Set = set, PostId = PublicId, Revision = LatestEdition };

    public void TextRecognized(ImageTextRecognized message, StepContext stepContext) =>
        Answer(ImageReader.Ocr, message.PictureSha256, stepContext, image => image with
        {
            Ocr = new PictureText(message.Engine, message.Text, message.Lines, message.Cut, message.UnreadLines),
        });

    public void FeaturesExtracted(ImageFeaturesExtracted message, StepContext stepContext) =>
        Answer(ImageReader.VisionFeatures, message.Grid.PictureSha256, stepContext, image => image with
        {
            Features = new PictureFeatures(message.Grid, message.Objects, message.Attributes, message.AttributeModel),
        });

    public void PictureRejected(ImageRejected message, StepContext stepContext)
    {
        var fault = new Fault(message.Code, message.Reason);
        Answer(message.Reader, message.PictureSha256, stepContext, image => message.Reader == ImageReader.Ocr
            ? image with { OcrFault = fault } : image with { FeaturesFault = fault });
    }

    public void Predicted(KeyphrasesPredicted message, StepContext stepContext)
    {
        if (!AwaitsPrediction(message.CommandId))
            return;
        Model = message.Model;
        Keyphrases = message.Keyphrases;
        // A text column cannot store NUL, and a listing cannot filter by a phrase with NUL either.
        var phrases = message.Keyphrases.Select(keyphrase => keyphrase.Phrase.ToLowerInvariant());
        Tags = [.. phrases.Where(phrase => !phrase.Contains('\0', StringComparison.Ordinal))];
        Reason = message.Keyphrases.Count == 0 ? message.Reason : null;
        Attention = message.Attention;
        Neighbours = message.Neighbours;
        Finish(PostState.Tagged, stepContext);
        Remember(stepContext);
    }

    public void PredictionRejected(KeyphrasesRejected message, StepContext stepContext)
    {
        if (AwaitsPrediction(message.CommandId))
            Fail(new Fault(message.Code, message.Reason), stepContext);
    }

    /// <summary>Continues without late readers, or extends the deadline while their queue moves.
    /// Call this when the post is reading and due.</summary>
    public void PictureIsDue(ReadersHeard heard, StepContext stepContext)
    {
        var latest = ReceivedAt + stepContext.Options.MaxPictureWait;
        var patience = new[]
        {
            HasAnswered(ImageReader.Ocr) ? null : heard.Ocr,
            HasAnswered(ImageReader.VisionFeatures) ? null : heard.Features,
            ReceivedAt,
        }.Max() + stepContext.Options.PictureDeadline;
        var until = patience < latest ? patience : latest;
        if (until > stepContext.Now)
            DueAt = until;
        else
            Predict(stepContext);
    }

    /// <summary>Requests the prediction again, or fails the post after the last retry. Call
    /// this when the post is predicting and due.</summary>
    public void PredictionIsDue(StepContext stepContext)
    {
        if (Redrives == stepContext.Options.MaxRedrives)
        {
            Fail(new Fault("no-prediction", $"No prediction came, though it was asked for {Redrives + 1} times. Post it again under "
                + "another id once the service is well."), stepContext);
            return;
        }

        Redrives++;
        AskForPrediction(stepContext);
    }

    /// <summary>Resends the message whose answer the post waits for: the previous one was lost with its transport.</summary>
    public void Resume(StepContext stepContext)
    {
        if (State == PostState.Reading)
            ReadPictures(stepContext);
        else if (State == PostState.Predicting)
            AskForPrediction(stepContext);
    }

    private void Take(IncomingPost incoming, IReadOnlyList<PostImage> images, StepContext stepContext)
    {
        (Source, SourceId, Revision, FollowedBy) = (incoming.Source, incoming.SourceId, incoming.Revision, incoming.FollowedBy);
        TraceId = Activity.Current?.TraceId.ToHexString();
        (AuthorId, AuthorName, CreatedAt) = (incoming.Author?.Id, incoming.Author?.Name, incoming.CreatedAt);
        Languages = [.. incoming.Languages];
        Hashtags = [.. incoming.Hashtags];
        Sensitive = incoming.Sensitive;
        (RepostOf, ReplyTo, QuoteOf) = (incoming.RepostOf, incoming.ReplyTo, incoming.QuoteOf);
        Images = images;
        PictureSha256s = [.. images.Select(image => image.Sha256).OfType<string>().Distinct()];
        ReceivedAt = stepContext.Now;
    }

    private void Begin(Post? original, StepContext stepContext)
    {
        Original = original;
        KeyphrasesOf = original?.KeyphrasesOf ?? original?.PublicId;
        if (original is not null)
            Finish(PostState.Tagged, stepContext);
        else if (PictureSha256s.Length > 0)
            ReadPictures(stepContext);
        else
            Predict(stepContext);
    }

    /// <summary>Records a reader's answer about a picture, for every place where the post holds that picture.</summary>
    private void Answer(ImageReader reader, string sha256, StepContext stepContext, Func<PostImage, PostImage> note)
    {
        if (State != PostState.Reading || !Images.Any(image => image.Awaits(reader, sha256)))
            return;
        if (reader == ImageReader.Ocr)
            OcrAnsweredAt = stepContext.Now;
        else
            FeaturesAnsweredAt = stepContext.Now;
        Images = [.. Images.Select(image => image.Awaits(reader, sha256) ? Answered(reader, note(image), stepContext.Now) : image)];
        if (HasAnswered(ImageReader.Ocr) && HasAnswered(ImageReader.VisionFeatures))
            Predict(stepContext);
    }

    private static PostImage Answered(ImageReader reader, PostImage image, DateTimeOffset now) =>
        reader == ImageReader.Ocr ? image with { OcrAnsweredAt = now } : image with { FeaturesAnsweredAt = now };

    private bool HasAnswered(ImageReader reader) => Images.All(image => image.HasAnswered(reader));

    private bool AwaitsPrediction(Guid commandId) => State == PostState.Predicting && commandId == CommandId;

    private void ReadPictures(StepContext stepContext)
    {
        State = PostState.Reading;
        DueAt = stepContext.Now + stepContext.Options.PictureDeadline;
        foreach (var image in Images.Where(image => image.Sha256 is not null).DistinctBy(image => image.Sha256))
            stepContext.Outbox.Enqueue(new ImageReceived { PostId = Id, PictureSha256 = image.Sha256!, PictureBytes = image.Bytes,
                ReceivedAt = ReceivedAt });
    }

    private void Predict(StepContext stepContext)
    {
        State = PostState.Predicting;
        if (string.IsNullOrWhiteSpace(Text) && !Images.Any(image => image.HasContent()))
        {
            Fail(ImageFault!, stepContext);
            return;
        }

        CommandId = Guid.CreateVersion7(stepContext.Now);
        AskForPrediction(stepContext);
    }

    private void AskForPrediction(StepContext stepContext)
    {
        DueAt = stepContext.RedriveAt(Redrives);
        var prediction = new PredictKeyphrases
        {
            CommandId = CommandId!.Value,
            PostId = Id,
            Text = Text,
            OcrText = OcrText,
            Attributes = Attributes,
            Objects = [.. Features.SelectMany(features => features.Objects)],
            Grid = Features.FirstOrDefault()?.Grid,
            AltTexts = AltTexts,
            Hashtags = Hashtags,
            Languages = Languages,
        };
        if (stepContext.Options.NeighbourSet.Length == 0)
            stepContext.Outbox.Enqueue(prediction);
        else if (stepContext.NeighbourSetId is not { } setId)
            stepContext.Outbox.Enqueue(prediction with { Neighbours = NoNeighbours(null, RecalledNeighbours.UnknownMemorySet) });
        else if (Redrives > 0)
            // The memory did not answer in time. Continue without neighbors, so that it does not hold up the post.
            stepContext.Outbox.Enqueue(prediction with { Neighbours = NoNeighbours(setId, RecalledNeighbours.Late) });
        else
            stepContext.Outbox.Enqueue(new RecallNeighbours { SetId = setId, Prediction = prediction });
    }

    /// <summary>Adds the tagged post to the memory set that the options name, if there is one.</summary>
    private void Remember(StepContext stepContext)
    {
        if (stepContext.RememberingSet is not { } set)
            return;
        RememberedIn = set.SetId;
        stepContext.Outbox.Enqueue(new RememberPost
        {
            Set = set,
            PostId = PublicId,
            Revision = LatestEdition,
            Text = Text,
            OcrText = OcrText,
            AltTexts = AltTexts,
            Attributes = Attributes,
            Keyphrases = [.. Keyphrases!.Select(keyphrase => keyphrase.Phrase)],
        });
    }

    private static RecalledNeighbours NoNeighbours(Guid? setId, string fault) => new() { SetId = setId, Fault = fault, Posts = [] };

    private void Fail(Fault failure, StepContext stepContext)
    {
        Failure = failure;
        Finish(PostState.Failed, stepContext);
    }

    private void Finish(PostState state, StepContext stepContext)
    {
        State = state;
        FinishedAt = stepContext.Now;
        DueAt = null;
    }
}
