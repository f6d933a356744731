namespace Engram.ApiContracts.Posts;

/// <summary>Limits on a post, for all senders.</summary>
public static class PostLimits
{
    public const int MaxPictures = 4;
    public const int MaxAltTextCharacters = 2000;
    public const int MaxLanguages = 8;
    public const int MaxHashtags = 64;
    public const int MaxHashtagCharacters = 128;
}
