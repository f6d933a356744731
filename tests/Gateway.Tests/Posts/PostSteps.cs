using Engram.Contracts.Images;
using Engram.Contracts.Keyphrases;
using Engram.Gateway.Data;
using Engram.Gateway.Posts;

namespace Engram.Gateway.Tests.Posts;

/// <summary>A post without a database: what it sends is kept, and time is the test's.</summary>
internal sealed class PostSteps : IOutbox
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly ReadersHeard NeverHeard = new(null, null);

    private const string Sha256 = "00";

    private PostSteps(string text, ReceivedPicture? picture, GatewayOptions? options = null, Guid? neighbourSet = null)
    {
        Options = options ?? new GatewayOptions();
        NeighbourSet = neighbourSet;
        Post = Post.Receive(PostName.Parse("post"), text, "hash", picture, Now);
    }

    public Post Post { get; }

    public GatewayOptions Options { get; }

    public Guid? NeighbourSet { get; set; }

    public List<object> Sent { get; } = [];

    public TimeSpan Elapsed { get; set; }

    public Moment Now => new(Start + Elapsed, this, Options) { NeighbourSetId = NeighbourSet };

    public ImageReceived Image => new() { PostId = Post.Id, PictureSha256 = Sha256, PictureBytes = 3, ReceivedAt = Start };

    public PredictKeyphrases LastPrediction => Sent.OfType<PredictKeyphrases>().Last();

    public static PostSteps WithText(string text = "hello") => new(text, null);

    /// <summary>The option names a set, which is there unless <paramref name="set"/> is null.</summary>
    public static PostSteps WithNeighbourSet(Guid? set) => new("hello", null, new GatewayOptions { NeighbourSet = "posts" }, set);

    public static PostSteps WithPicture(string text = "hello") => new(text, ReceivedPicture.Stored(Sha256, 3));

    public static PostSteps WithUnfetchedPicture(string text) => new(text, ReceivedPicture.NotFetched(new Fault("url-status", "The server answered 404.")));

    public void Recognize() => Post.TextRecognized(Answers.TextOf(Image), Now);

    public void Extract() => Post.FeaturesExtracted(Answers.FeaturesOf(Image), Now);

    public void Reject(ImageReader reader) => Post.PictureRejected(Answers.RejectionOf(Image, reader), Now);

    public void Predict() => Post.Predicted(Answers.To(LastPrediction), Now);

    public void Enqueue<TMessage>(TMessage message)
        where TMessage : class => Sent.Add(message);
}
