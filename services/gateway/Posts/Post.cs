using Engram.Contracts.Images;
using Engram.Contracts.Keyphrases;
using Engram.Contracts.Memories;
using Engram.Gateway.Data;

namespace Engram.Gateway.Posts;

/// <summary>
/// A post and its life: received -> reading -> predicting -> tagged or failed. A post without a picture goes straight to predicting. Both
/// readers of its picture answer, refuse or are late; then it goes on with what there is. Each method is one step; a message that comes
/// twice, late or out of order finds the post in another state and changes nothing.
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

    /// <summary>What its client calls it.</summary>
    public string PublicId { get; private set; }

    /// <summary>Place in the order of arrival.</summary>
    public long Position { get; private set; }

    /// <summary>Hash of what the client sent, to know the same request again.</summary>
    public string BodySha256 { get; private set; }

    public string Text { get; private set; }

    /// <summary>Address of the picture in the blob store; null when there is none or it could not be fetched.</summary>
    public string? PictureSha256 { get; private set; }

    public long PictureBytes { get; private set; }

    /// <summary>Why the picture could not be fetched.</summary>
    public Fault? PictureFault { get; private set; }

    public PostState State { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>When to look after it unless something was heard; null once it is finished.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>Times its prediction was asked for again.</summary>
    public int Redrives { get; private set; }

    public DateTimeOffset? OcrAnsweredAt { get; private set; }

    public PictureText? Ocr { get; private set; }

    public Fault? OcrFault { get; private set; }

    public DateTimeOffset? FeaturesAnsweredAt { get; private set; }

    public PictureFeatures? Features { get; private set; }

    public Fault? FeaturesFault { get; private set; }

    /// <summary>Names the prediction that is waited for; an answer to another is not this post's.</summary>
    public Guid? CommandId { get; private set; }

    public string? Model { get; private set; }

    public IReadOnlyList<Keyphrase>? Keyphrases { get; private set; }

    /// <summary>What the model looked at; null until the post is tagged, or from a model that does not tell.</summary>
    public PostAttention? Attention { get; private set; }

    /// <summary>The tagged posts that voted for them; null when none were looked for.</summary>
    public RecalledNeighbours? Neighbours { get; private set; }

    /// <summary>The memory set that it was to become a memory of; null when there was none.</summary>
    public Guid? RememberedIn { get; private set; }

    public Fault? Failure { get; private set; }

    public bool IsFinished => State is PostState.Tagged or PostState.Failed;

    public ImageStatus ImageStatus => this switch
    {
        { PictureFault: not null } => ImageStatus.Rejected,
        { PictureSha256: null } => ImageStatus.None,
        { State: PostState.Received or PostState.Reading } => ImageStatus.Reading,
        { OcrFault: not null, FeaturesFault: not null } => ImageStatus.Rejected,
        { OcrAnsweredAt: null } or { FeaturesAnsweredAt: null } => ImageStatus.Late,
        _ => ImageStatus.Read,
    };

    /// <summary>What went wrong with the picture, also where one of the two readers coped; null when nothing did.</summary>
    public Fault? ImageFault => ImageStatus == ImageStatus.Late ? Lateness : PictureFault ?? OcrFault ?? FeaturesFault;

    private Fault Lateness => (OcrAnsweredAt, FeaturesAnsweredAt) switch
    {
        (null, null) => new Fault("picture-late", "Neither the picture's text nor its features came in time; the post went on without them."),
        (null, _) => new Fault("ocr-late", "The picture's text did not come in time; the post went on without it."),
        _ => new Fault("vision-features-late", "The picture's features did not come in time; the post went on without them."),
    };

    /// <summary>Takes a post and asks for the first thing it needs.</summary>
    public static Post Receive(PostName name, string text, string bodySha256, ReceivedPicture? picture, Moment moment)
    {
        var post = new Post(name.Id, name.PublicId, text, bodySha256)
        {
            PictureSha256 = picture?.Sha256,
            PictureBytes = picture?.Bytes ?? 0,
            PictureFault = picture?.Fault,
            CreatedAt = moment.Now,
        };
        if (post.PictureSha256 is null)
            post.Predict(moment);
        else
            post.ReadPicture(moment);
        return post;
    }

    public void TextRecognized(ImageTextRecognized message, Moment moment)
    {
        if (!Awaits(message.PictureSha256, OcrAnsweredAt))
            return;
        OcrAnsweredAt = moment.Now;
        Ocr = new PictureText(message.Engine, message.Text, message.Lines);
        PredictWhenRead(moment);
    }

    public void FeaturesExtracted(ImageFeaturesExtracted message, Moment moment)
    {
        if (!Awaits(message.Grid.PictureSha256, FeaturesAnsweredAt))
            return;
        FeaturesAnsweredAt = moment.Now;
        Features = new PictureFeatures(message.Grid, message.Objects, message.Attributes, message.AttributeModel);
        PredictWhenRead(moment);
    }

    public void PictureRejected(ImageRejected message, Moment moment)
    {
        var fault = new Fault(message.Code, message.Reason);
        if (message.Reader == ImageReader.Ocr && Awaits(message.PictureSha256, OcrAnsweredAt))
            (OcrAnsweredAt, OcrFault) = (moment.Now, fault);
        else if (message.Reader == ImageReader.VisionFeatures && Awaits(message.PictureSha256, FeaturesAnsweredAt))
            (FeaturesAnsweredAt, FeaturesFault) = (moment.Now, fault);
        else
            return;
        PredictWhenRead(moment);
    }

    public void Predicted(KeyphrasesPredicted message, Moment moment)
    {
        if (!AwaitsPrediction(message.CommandId))
            return;
        Model = message.Model;
        Keyphrases = message.Keyphrases;
        Attention = message.Attention;
        Neighbours = message.Neighbours;
        Finish(PostState.Tagged, moment);
        Remember(moment);
    }

    public void PredictionRejected(KeyphrasesRejected message, Moment moment)
    {
        if (AwaitsPrediction(message.CommandId))
            Fail(new Fault(message.Code, message.Reason), moment);
    }

    /// <summary>Goes on without readers that are late, or waits on while their queue moves. For a post that is reading and due.</summary>
    public void PictureIsDue(ReadersHeard heard, Moment moment)
    {
        var latest = CreatedAt + moment.Options.MaxPictureWait;
        var patience = new[]
        {
            OcrAnsweredAt is null ? heard.Ocr : null,
            FeaturesAnsweredAt is null ? heard.Features : null,
            CreatedAt,
        }.Max() + moment.Options.PictureDeadline;
        var until = patience < latest ? patience : latest;
        if (until > moment.Now)
            DueAt = until;
        else
            Predict(moment);
    }

    /// <summary>Asks again for the prediction, or gives up. For a post that is predicting and due.</summary>
    public void PredictionIsDue(Moment moment)
    {
        if (Redrives == moment.Options.MaxRedrives)
        {
            Fail(new Fault("no-prediction", $"No prediction came, though it was asked for {Redrives + 1} times. Post it again under another id once the service is well."), moment);
            return;
        }

        Redrives++;
        AskForPrediction(moment);
    }

    /// <summary>Sends the message again that the post waits on: the one before died with its transport.</summary>
    public void Resume(Moment moment)
    {
        if (State == PostState.Reading)
            ReadPicture(moment);
        else if (State == PostState.Predicting)
            AskForPrediction(moment);
    }

    private bool Awaits(string pictureSha256, DateTimeOffset? answeredAt) =>
        State == PostState.Reading && answeredAt is null && pictureSha256 == PictureSha256;

    private bool AwaitsPrediction(Guid commandId) => State == PostState.Predicting && commandId == CommandId;

    private void ReadPicture(Moment moment)
    {
        State = PostState.Reading;
        DueAt = moment.Now + moment.Options.PictureDeadline;
        moment.Outbox.Enqueue(new ImageReceived { PostId = Id, PictureSha256 = PictureSha256!, PictureBytes = PictureBytes, ReceivedAt = CreatedAt });
    }

    private void PredictWhenRead(Moment moment)
    {
        if (OcrAnsweredAt is not null && FeaturesAnsweredAt is not null)
            Predict(moment);
    }

    private void Predict(Moment moment)
    {
        if (string.IsNullOrWhiteSpace(Text) && Ocr is null && Features is null)
        {
            Fail(PictureFault ?? OcrFault ?? FeaturesFault ?? Lateness, moment);
            return;
        }

        State = PostState.Predicting;
        CommandId = Guid.CreateVersion7(moment.Now);
        AskForPrediction(moment);
    }

    private void AskForPrediction(Moment moment)
    {
        DueAt = moment.RedriveAt(Redrives);
        var prediction = new PredictKeyphrases
        {
            CommandId = CommandId!.Value,
            PostId = Id,
            Text = Text,
            OcrText = Ocr?.Text,
            Attributes = Features?.Attributes ?? [],
            Grid = Features?.Grid,
        };
        if (moment.Options.NeighbourSet.Length == 0)
            moment.Outbox.Enqueue(prediction);
        else if (moment.NeighbourSetId is not { } setId)
            moment.Outbox.Enqueue(prediction with { Neighbours = NoNeighbours(null, RecalledNeighbours.UnknownMemorySet) });
        else if (Redrives > 0)
            // The way by the memory led nowhere: no post is held up by that.
            moment.Outbox.Enqueue(prediction with { Neighbours = NoNeighbours(setId, RecalledNeighbours.Late) });
        else
            moment.Outbox.Enqueue(new RecallNeighbours { SetId = setId, Prediction = prediction });
    }

    /// <summary>Lets the tagged post become a memory, where it is to.</summary>
    private void Remember(Moment moment)
    {
        if (moment.RememberingSet is not { } set)
            return;
        RememberedIn = set.SetId;
        moment.Outbox.Enqueue(new RememberPost
        {
            Set = set,
            PostId = PublicId,
            Revision = Position,
            Text = Text,
            OcrText = Ocr?.Text,
            Attributes = Features?.Attributes ?? [],
            Keyphrases = [.. Keyphrases!.Select(keyphrase => keyphrase.Phrase)],
        });
    }

    private static RecalledNeighbours NoNeighbours(Guid? setId, string fault) => new() { SetId = setId, Fault = fault, Posts = [] };

    private void Fail(Fault failure, Moment moment)
    {
        Failure = failure;
        Finish(PostState.Failed, moment);
    }

    private void Finish(PostState state, Moment moment)
    {
        State = state;
        FinishedAt = moment.Now;
        DueAt = null;
    }
}
