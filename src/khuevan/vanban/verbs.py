"""What units are told to do: the words that end a list of units and begin an order."""

from __future__ import annotations

import re

_VERBS = (
    "chủ trì|phối hợp|triển khai|thực hiện|tổ chức|xây dựng|tham mưu|hướng dẫn|kiểm tra|giám sát"
    "|đôn đốc|theo dõi"
    "|tổng hợp|báo cáo|đề xuất|trình|ban hành|cử(?! tri)|lập (?:dự toán|kế hoạch|danh sách|hồ sơ"
    "|phương án|báo cáo|biên bản)|rà soát|tuyên truyền|phổ biến|quán triệt|chỉ đạo|lãnh đạo"
    "|bố trí"
    "|đảm bảo|bảo đảm|cung cấp|chuẩn bị|thẩm định|phê duyệt|duy trì|nâng cao|đẩy mạnh|tăng cường"
    "|chủ động|tích cực"
    "|kịp thời|(?<!giáo dục )thường xuyên|định kỳ|tiếp tục|hoàn thiện|hoàn thành|quảng bá"
    "|đăng tải|giới thiệu|cập nhật|công bố|công khai|cung ứng"
    "|hỗ trợ|tạo điều kiện|tham gia|nghiên cứu|học tập|xem xét|quyết định|giải quyết|xử lý"
    "|tiếp nhận|thông báo|thông tin cho"
    "|vận động|huy động|phát động|phát huy|khai thác|quản lý|vận hành|lắp đặt|mua sắm|sửa chữa"
    "|thanh quyết toán|quyết toán|thanh toán"
    "|đánh giá|sơ kết|tổng kết|khen thưởng|biểu dương|phân công|giao|yêu cầu|đề nghị|mời|gửi|nộp"
    "|lưu trữ|thành lập|kiện toàn"
    "|tập huấn|bồi dưỡng|đào tạo (?:cho|cán bộ)|tư vấn|điều tra|xác minh|phát hiện|ngăn chặn"
    "|phản bác|đấu tranh|phòng ngừa|phòng chống"
    "|bảo vệ|chịu trách nhiệm|có trách nhiệm|căn cứ|nắm|giúp|lồng ghép|ứng dụng|số hóa|kết nối"
    "|tích hợp|chia sẻ|liên hệ|trao đổi"
    "|thống nhất|ký kết|ký|thu thập|thống kê|khảo sát|lựa chọn|đăng ký|xét (?:duyệt|chọn|khen"
    "|tặng)|cấp (?:phát|kinh phí|phép|giấy)|phân bổ|sử dụng|trang trí|treo|phát (?:sóng|hành|tờ"
    "|tài liệu|thanh)|in ấn|viết|đưa tin|đưa"
    "|tác nghiệp|ghi hình|truyền thông|tuyên dương|hoan nghênh|thăm hỏi|trao tặng|bắt đầu"
    "|kết thúc|khẩn trương|nghiêm túc|nghiêm chỉnh"
    "|lan tỏa|góp ý|tham dự|dự (?:họp|hội nghị|tập huấn|toán)|đón tiếp|đón|làm việc|phục vụ"
    "|trực ban|ứng trực|hợp tác|xúc tiến|thu hút|khuyến khích|hình thành|phát triển (?!nông|giáo"
    "|quỹ|nguồn|kinh)|định hướng|chọn"
    "|thẩm tra|kiến nghị|sửa đổi|bổ sung|đổi mới|cải tiến|tiến hành|quyết liệt|xác định"
    "|cụ thể hóa|lấy ý kiến|niêm yết|cắm|vệ sinh|dọn dẹp|chăm sóc|quan tâm"
    "|đầu mối|tập trung|rà quét|bám sát|tiến độ|duyệt|thiết kế|phụ trách|nhắc nhở|đốc thúc"
    "|cho ý kiến|chỉ định|tháo gỡ|ưu tiên|khắc phục|tìm kiếm|tra cứu"
    "|làm đầu mối|là đầu mối|là đơn vị|là cơ quan|phân loại|sắp xếp|bàn giao|nghiệm thu"
    "|giải ngân|đấu thầu|kiểm soát|điều phối|điều hành|tiếp thu|giải trình"
)
VERB = re.compile(rf"(?<=\s)(?:{_VERBS})(?!\w)")
STARTS = re.compile(
    rf"(?:{_VERBS}|tổ chức|chỉ huy|điều khiển|trực|canh gác|dẫn chương trình|đọc|đào tạo"
    rf"|giáo dục|cài đặt|tham quan|chạy|giao lưu|ký|lập|cấp|in|phát"
    rf"|tặng|trao|xét|thẩm tra|kiểm kê|mở|làm|thi|họp|nói chuyện|trưng bày|biên soạn|biên tập"
    rf"|soạn|xuất bản|sản xuất|trích|ủng hộ|gặp mặt|tọa đàm|hội thảo"
    r"|đa dạng hóa|hiện đại hóa|xã hội hóa|chuẩn hóa|quy hoạch|thí điểm|nhân rộng|cải tạo"
    r"|nâng cấp|mở rộng|khôi phục|bảo tồn|tôn tạo|trồng|thả|tuần tra|truy quét|xử phạt"
    r"|không để|không|chấp hành|tuân thủ|thực hành|duy tu|nạo vét|phấn đấu|khen|quy định|hằng"
    r"|hàng|trước|trong|chậm nhất|ngoài|bình xét|bầu|tuyển|hợp đồng|thuê|mua|bán|chi trả|chi"
    r"|thể chế hóa|luật hóa|tăng|giảm|rút ngắn|cắt giảm|đơn giản hóa|minh bạch|phân cấp|ủy quyền"
    r"|đặt|gắn|coi trọng|chú trọng|khơi dậy|xóa bỏ|chuyển đổi|chuyển|đối chiếu|nhập|khởi công"
    r"|khánh thành|khai mạc|bế mạc|khai trương|chấm|công nhận|vinh danh|nói|dạy|ôn tập)(?!\w)"
)
STOP = re.compile(
    r"(?<=\s)(?:để|nhằm|trong(?! nước| ngành| tỉnh| trường)|theo|khi|từ|trước|sau|về|đối với"
    r"|với các nội dung|trên cơ sở|thông qua|bằng|nếu|như|cần|phải|sẽ|đã|đang|do|vào"
    r"|tại(?! địa phương| cơ sở)|ngay|cùng tham gia"
    r"|có(?! liên quan| chức năng| thẩm quyền| trụ sở| thành viên| học sinh)|đầy đủ|chặt chẽ"
    r"|nghiêm|làm|mỗi|hằng|hàng|năm \d|là|được(?! giao| phân công)|thì)(?!\w)"
)
